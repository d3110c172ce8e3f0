import { describe, expect, test } from 'vitest';
import { hessianOf, minimise, type Objective } from './index.ts';

const rosenbrock: Objective = (x, gradient) => {
  let value = 0;
  gradient.fill(0);
  for (let i = 0; i + 1 < x.length; i++) {
    const rise = x[i + 1]! - x[i]! ** 2;
    value += 100 * rise ** 2 + (1 - x[i]!) ** 2;
    gradient[i]! += -400 * rise * x[i]! - 2 * (1 - x[i]!);
    gradient[i + 1]! += 200 * rise;
  }
  return value;
};
const powell: Objective = ([a, b, c, d], gradient) => {
  const [p, q, r, s] = [a! + 10 * b!, c! - d!, b! - 2 * c!, a! - d!];
  gradient.set([2 * p + 40 * s ** 3, 20 * p + 4 * r ** 3, 10 * q - 8 * r ** 3, -10 * q - 40 * s ** 3]);
  return p ** 2 + 5 * q ** 2 + r ** 4 + 10 * s ** 4;
};
// −log(x) has no value left of 0
const well: Objective = ([x], gradient) => {
  gradient[0] = 1 - 1 / x!;
  return x! > 0 ? x! - Math.log(x!) : Number.NaN;
};

describe('minimise', () => {
  test('Rosenbrock in 2 and 20 dimensions from the classic start', async () => {
    for (const n of [2, 20]) {
      const start = new Float64Array(n).map((_, i) => (i % 2 === 0 ? -1.2 : 1));
      const found = await minimise(rosenbrock, start, { gradientTolerance: 1e-10 });
      expect(found.converged).toBe(true);
      for (const x of found.x) expect(x).toBeCloseTo(1, 7);
      expect(found.evaluations).toBeLessThan(n === 2 ? 60 : 250);
      expect([...start.slice(0, 2)]).toEqual([-1.2, 1]);
    }
  });

  test("Powell's singular function, whose Hessian vanishes at its lowest place", async () => {
    const found = await minimise(powell, Float64Array.of(3, -1, 0, 1));
    expect(found.converged).toBe(true);
    expect(found.value).toBeLessThan(1e-8);
  });

  test('a quadratic with its exact inverse Hessian takes one step', async () => {
    const quadratic: Objective = ([x, y], gradient) => {
      gradient.set([2 * x! + y!, x! + 4000 * y!]);
      return x! ** 2 + x! * y! + 2000 * y! ** 2;
    };
    const det = 2 * 4000 - 1;
    const inverseHessian = Float64Array.of(4000 / det, -1 / det, -1 / det, 2 / det);
    const found = await minimise(quadratic, Float64Array.of(30, -7), { inverseHessian });
    expect(found.iterations).toBeLessThanOrEqual(2);
    expect(found.value).toBeLessThan(1e-15);
  });

  test('steps out of the domain are taken back', async () => {
    for (const start of [1e-6, 0.3, 400])
      expect((await minimise(well, Float64Array.of(start))).x[0]).toBeCloseTo(1, 6);
    expect((await minimise(well, Float64Array.of(-1))).converged).toBe(false);
  });

  test('with a longest step the search stays in the valley it starts in', async () => {
    // falls without end right of 3
    const brink: Objective = ([x], gradient) => {
      gradient[0] = x! < 3 ? 2 * x! * (1 - x! / 3) : -100;
      return x! < 3 ? x! ** 2 - (2 * x! ** 3) / 9 : -100 * (x! - 3) + 3;
    };
    const inverseHessian = Float64Array.of(1000);
    const start = Float64Array.of(-0.5);
    expect((await minimise(brink, start, { inverseHessian, mostIterations: 9 })).converged).toBe(false);
    const near = await minimise(brink, start, { inverseHessian, longestStep: 0.4 });
    expect(near.converged).toBe(true);
    expect(near.x[0]).toBeCloseTo(0, 6);
  });

  test('a function without a lowest place is not said to have converged', async () => {
    const slope: Objective = (x, gradient) => {
      gradient[0] = 1;
      return x[0]!;
    };
    expect((await minimise(slope, Float64Array.of(0), { mostIterations: 20 })).converged).toBe(false);
  });

  test('shifting or permuting the parameters changes nothing', async () => {
    const plain = await minimise(rosenbrock, Float64Array.of(-1.2, 1, 0.5));
    const turned = await minimise(
      (x, gradient) => {
        const value = rosenbrock(x.toReversed(), gradient) as number;
        gradient.reverse();
        return value;
      },
      Float64Array.of(0.5, 1, -1.2),
    );
    turned.x.toReversed().forEach((x, i) => {
      expect(x).toBeCloseTo(plain.x[i]!, 6);
    });
  });

  test('an aborted signal ends an async search', async () => {
    const control = new AbortController();
    const slow: Objective = async (x, gradient) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      control.abort(new Error('enough'));
      return rosenbrock(x, gradient);
    };
    await expect(minimise(slow, Float64Array.of(-1.2, 1), { signal: control.signal })).rejects.toThrow(
      'enough',
    );
  });

  test('an inverse Hessian of another size is refused', async () => {
    await expect(
      minimise(rosenbrock, Float64Array.of(0, 0), { inverseHessian: new Float64Array(3) }),
    ).rejects.toThrow('as many were expected');
  });
});

test('hessianOf gives second derivatives to eight digits, NaN outside the domain', async () => {
  const hessian = await hessianOf(rosenbrock, Float64Array.of(1, 1));
  [802, -400, -400, 200].forEach((value, i) => {
    expect(hessian[i]! / value).toBeCloseTo(1, 7);
  });
  expect((await hessianOf(well, Float64Array.of(1e-9)))[0]).toBeNaN();
});
