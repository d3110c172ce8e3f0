export type { CategoryCode } from './categories.ts';
export type { Feature, Geography, LineShape, PointShape, PolygonShape } from './geography.ts';
export { exerciseDraft, exerciseName, exerciseTitle, loadExercise } from './load.ts';
export {
  type ExerciseIncident,
  type ExerciseMission,
  type ExerciseOptions,
  exerciseMission,
} from './mission.ts';
export type { Truth } from './truth.ts';
