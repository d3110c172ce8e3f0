import { Link } from '@tanstack/react-router';
import type { ComponentProps, ReactNode } from 'react';
import type { UrlState } from '../url-state.ts';

export interface RoomLinkProps {
  readonly to: string;
  readonly params?: Readonly<Record<string, string>>;
  /** what the address says, beside the mission, which always goes along */
  readonly search?: Readonly<Record<string, string | undefined>>;
  readonly children: ReactNode;
  readonly className?: string;
  readonly title?: string;
  readonly activeProps?: ComponentProps<typeof Link>['activeProps'];
}

/** A link inside the app that stays in the mission. */
export const RoomLink = ({ to, params, search, ...rest }: RoomLinkProps) => (
  <Link
    to={to as never}
    params={(params ?? {}) as never}
    search={((before: UrlState) => ({ mission: before.mission, ...search })) as never}
    {...rest}
  />
);
