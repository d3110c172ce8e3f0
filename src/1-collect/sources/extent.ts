import { isoDay } from '@bluehelm/kernel';
import type { SourceDraft } from '../../foundation/records/index.ts';

/** Where and when an import's records lie, grown row by row. */
export class Extent {
  #west = Number.POSITIVE_INFINITY;
  #south = Number.POSITIVE_INFINITY;
  #east = Number.NEGATIVE_INFINITY;
  #north = Number.NEGATIVE_INFINITY;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  add({ where, when }: Pick<SourceDraft, 'where' | 'when'>): void {
    if (where) {
      this.#west = Math.min(this.#west, where.lon);
      this.#east = Math.max(this.#east, where.lon);
      this.#south = Math.min(this.#south, where.lat);
      this.#north = Math.max(this.#north, where.lat);
    }
    if (when) {
      this.#first = Math.min(this.#first, when.start);
      this.#last = Math.max(this.#last, when.end);
    }
  }

  found(): { extent?: number[]; span?: string[] } {
    return {
      ...(this.#west <= this.#east ? { extent: [this.#west, this.#south, this.#east, this.#north] } : {}),
      ...(this.#first <= this.#last ? { span: [isoDay(this.#first), isoDay(this.#last)] } : {}),
    };
  }
}
