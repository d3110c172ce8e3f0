import { breathing, type LongRun } from '../long-run.ts';

/**
 * Work that falls into numbered pieces, of which any can be done without the others: permutations, bootstraps,
 * placebos. A piece takes its randomness from `seeded(seed).fork(piece)`, so the answer is the same to the bit
 * for any number of workers.
 */
export interface BlockTask<Shared, Answer> {
  /** the name under which `worker.ts` knows it */
  readonly name: string;
  /** does the pieces from … to − 1; `shared` is plain data and typed arrays */
  run(shared: Shared, from: number, to: number): Answer;
}

export interface BlockOptions extends LongRun {
  /** threads beside this one; 0, the default, computes here */
  readonly workers?: number | undefined;
  /** pieces in one block: about a tenth of a second's work; the answer must not depend on it */
  readonly blockSize: number;
}

/**
 * Does the pieces 0 … count − 1 in blocks, here or in worker threads, and returns the blocks' answers in order.
 * @throws the signal's reason when it is aborted, the task's own error when a block fails
 */
export const inBlocks = async <Shared, Answer>(
  task: BlockTask<Shared, Answer>,
  shared: Shared,
  count: number,
  { workers = 0, blockSize, signal, onProgress }: BlockOptions,
): Promise<Answer[]> => {
  const blocks = Math.ceil(count / blockSize);
  if (workers > 0 && blocks > 1) {
    const { inWorkers } = await import('./threads.ts');
    return inWorkers(task.name, shared, {
      count,
      blockSize,
      workers: Math.min(workers, blocks),
      signal,
      onProgress,
    });
  }
  const breath = breathing({ signal, onProgress });
  const answers: Answer[] = [];
  for (let block = 0; block < blocks; block++) {
    if (breath.due()) await breath.take(block / blocks);
    answers.push(task.run(shared, block * blockSize, Math.min(count, (block + 1) * blockSize)));
  }
  onProgress?.(1);
  return answers;
};
