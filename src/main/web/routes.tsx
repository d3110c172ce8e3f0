import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  lazyRouteComponent,
  Outlet,
  type RouteComponent,
  redirect,
  useLocation,
} from '@tanstack/react-router';
import type { i18n } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { loadSourcesPage } from '../../1-collect/sources/ui/index.ts';
import { loadHotspotsPage } from '../../2-understand/hotspots/ui/index.ts';
import { Frame } from '../../foundation/shell/frame/frame.tsx';
import { useShowsNothing } from '../../foundation/shell/frame/marking.tsx';
import { PageMessage } from '../../foundation/shell/frame/page-message.tsx';
import { ProblemView } from '../../foundation/shell/frame/problem-view.tsx';
import { RoomLink } from '../../foundation/shell/frame/room-link.tsx';
import { SessionGate } from '../../foundation/shell/session.tsx';
import { readSearch, type UrlState, writeSearch } from '../../foundation/shell/url-state.ts';
import { loadPicture } from './picture.tsx';

const App = () => {
  const { t } = useTranslation('shell');
  const rooms = useMemo(
    () => [
      { to: '/picture', title: t('navPicture'), key: 'p' },
      { to: '/hotspots', title: t('navHotspots'), key: 'h' },
      { to: '/sources', title: t('navSources'), key: 's' },
      { to: '/records', title: t('navRecords'), key: 'r' },
    ],
    [t],
  );
  return (
    <SessionGate>
      <Frame rooms={rooms}>
        <Outlet />
      </Frame>
    </SessionGate>
  );
};

const NotFound = () => {
  const { t } = useTranslation('shell');
  const { pathname } = useLocation();
  useShowsNothing();
  return (
    <PageMessage title={t('notFoundTitle')}>
      <p>{t('notFoundWhy', { path: pathname })}</p>
      <p>
        <RoomLink to="/picture">{t('toPicture')}</RoomLink>
      </p>
    </PageMessage>
  );
};

const Broken = ({ error, reset }: ErrorComponentProps) => (
  <ProblemView error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} page />
);

const root = createRootRoute({
  component: App,
  notFoundComponent: NotFound,
  errorComponent: Broken,
  validateSearch: (search: Record<string, unknown>): UrlState => search as UrlState,
});
const page = (path: string, component: RouteComponent) =>
  createRoute({ getParentRoute: () => root, path, component });

const tree = root.addChildren([
  createRoute({
    getParentRoute: () => root,
    path: '/',
    beforeLoad: ({ search }) => {
      throw redirect({ to: '/picture', search });
    },
  }),
  page('/picture', lazyRouteComponent(loadPicture, 'Picture')),
  page('/hotspots', lazyRouteComponent(loadHotspotsPage, 'HotspotsPage')),
  page('/sources', lazyRouteComponent(loadSourcesPage, 'SourcesPage')),
  page(
    '/records',
    lazyRouteComponent(() => import('../../foundation/shell/records/kinds-page.tsx'), 'KindsPage'),
  ),
  page(
    '/records/$kind',
    lazyRouteComponent(() => import('../../foundation/shell/records/list-page.tsx'), 'ListPage'),
  ),
  page(
    '/records/$kind/new',
    lazyRouteComponent(() => import('../../foundation/shell/records/new-page.tsx'), 'NewPage'),
  ),
  page(
    '/record/$id',
    lazyRouteComponent(() => import('../../foundation/shell/records/detail-page.tsx'), 'DetailPage'),
  ),
  page(
    '/record/$id/edit',
    lazyRouteComponent(() => import('../../foundation/shell/records/edit-page.tsx'), 'EditPage'),
  ),
]);

/** The app's pages. Each but the frame is loaded when it is first opened. */
export const makeRouter = (_locale: i18n) =>
  createRouter({
    routeTree: tree,
    parseSearch: readSearch,
    stringifySearch: writeSearch,
    defaultErrorComponent: Broken,
    scrollRestoration: true,
  });
