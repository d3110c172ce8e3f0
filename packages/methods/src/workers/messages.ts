/** First the task with its shared data, then blocks of it. */
export type ToWorker =
  | { readonly task: string; readonly shared: unknown }
  | { readonly block: number; readonly from: number; readonly to: number };

export type FromWorker = { readonly block: number; readonly answer: unknown } | { readonly failed: Error };
