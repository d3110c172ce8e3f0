import type { MissionRecord } from '../../../foundation/shell/answers.ts';
import { problemOf, ServerProblem } from '../../../foundation/shell/client.ts';

/**
 * Sends a file and tells how much of it has gone out; fetch cannot tell that. Answers with the import's record.
 * @throws ServerProblem
 */
export const upload = (
  url: string,
  file: Blob,
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<MissionRecord> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('x-bluehelm', '1');
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300)
        resolve(JSON.parse(request.responseText) as MissionRecord);
      else reject(problemOf(request.status, request.responseText));
    };
    request.onerror = () =>
      reject(
        new ServerProblem({
          type: 'about:blank',
          title: 'The file could not be sent',
          status: 0,
          code: 'UNREACHABLE',
          detail: 'The connection ended before the whole file had gone out; nothing of it was imported.',
          mend: 'Check the connection and import the file again.',
        }),
      );
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });

/** Sends a file's first bytes to be recognised. @throws ServerProblem */
export const inspect = async <T>(url: string, head: Blob): Promise<T> => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'x-bluehelm': '1', accept: 'application/json' },
    body: head,
  });
  if (!answer.ok) throw problemOf(answer.status, await answer.text());
  return (await answer.json()) as T;
};
