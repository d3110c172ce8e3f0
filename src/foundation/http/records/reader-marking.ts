import { everyone, type Marking, marking } from '@bluehelm/kernel';
import type { Session } from '../../access/index.ts';

/** How an act is marked that tells what was asked for: as high as its asker reads, for every organisation's auditor. */
export const readerMarking = ({ clearance }: Session): Marking =>
  marking({
    level: clearance.level,
    compartments: clearance.compartments,
    originator: clearance.organisation,
    audience: [everyone],
  });
