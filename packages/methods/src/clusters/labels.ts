/** What density-based clustering says of each point. */
export interface DensityClusters {
  /** 0 for noise, else the cluster's number from 1, in the order of their first points */
  readonly cluster: Int32Array;
  /** 1 for core points: those with enough neighbours */
  readonly core: Uint8Array;
  readonly clusters: number;
  /** points in no cluster */
  readonly noise: number;
}

/** Numbers clusters by their first point. `names` holds 0 for noise or any number from 1 to `most`; it is overwritten. */
export const numbered = (names: Int32Array, most: number, core: Uint8Array): DensityClusters => {
  const numbers = new Int32Array(most + 1);
  let clusters = 0;
  let noise = 0;
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    if (name === 0) noise++;
    else {
      if (numbers[name] === 0) numbers[name] = ++clusters;
      names[i] = numbers[name]!;
    }
  }
  return { cluster: names, core, clusters, noise };
};
