import { expect, test } from 'vitest';
import { definedIn, documentedIn } from './check-problems.ts';

test('a definition and its row in the document are read alike', () => {
  const code = "a: { code: 'ROOM_FULL', status: 409, title: 'The room is full' },";
  const row = '| `ROOM_FULL` | 409 | The room is full | Wait. |';
  expect(definedIn(code)).toEqual([{ code: 'ROOM_FULL', status: '409', title: 'The room is full' }]);
  expect(documentedIn(row).get('ROOM_FULL')).toEqual(definedIn(code)[0]);
});

test('a definition over several lines is read too', () => {
  const code = 'code: "X"';
  expect(definedIn(code)).toEqual([]);
  expect(definedIn("{\n  code: 'A_B',\n  status: 400,\n  title: \"It's so\",\n}")[0]?.title).toBe("It's so");
});
