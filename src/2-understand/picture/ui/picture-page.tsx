import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShownMarkings } from '../../../foundation/shell/frame/marking.tsx';
import { ProblemView } from '../../../foundation/shell/frame/problem-view.tsx';
import { RoomLink } from '../../../foundation/shell/frame/room-link.tsx';
import { useTitle } from '../../../foundation/shell/frame/title.ts';
import { noFeatures } from '../../../foundation/shell/map/base-layers.ts';
import { groundLayers, nameLayers, usePlaces } from '../../../foundation/shell/map/ground.ts';
import {
  type LookAt,
  MapView,
  type MapWindow,
  type Picked,
} from '../../../foundation/shell/map/map-view.tsx';
import type { Overlay } from '../../../foundation/shell/map/overlay.ts';
import { askedBox, boxText, resolutionForZoom } from '../../../foundation/shell/map/resolution.ts';
import { stepsFor } from '../../../foundation/shell/map/steps.ts';
import { useKind, useSession } from '../../../foundation/shell/session.tsx';
import { useTheme } from '../../../foundation/shell/theme/theme.ts';
import { useUrlState } from '../../../foundation/shell/url-state.ts';
import { CellPanel } from './cell-panel.tsx';
import { ControlPanel } from './control-panel.tsx';
import { chosenContent, countFeatures, countLayers, groupsOf, pointFeatures, pointLayers } from './layers.ts';
import { useLivePicture, usePicture, usePoints } from './queries.ts';
import { pictureMarkings } from './shown-markings.ts';
import { cameraPatch, filterQuery, readPicture } from './state.ts';
import { Tip } from './tip.tsx';
import './picture.css';

// the bars may come after the map: they are not what the first look waits for
const TimeBar = lazy(() => import('./time-bar.tsx').then((module) => ({ default: module.TimeBar })));

const pointsFromZoom = 7;

/** The picture: map, time line, filters, and whatever overlay another room lays over it. */
export const PicturePage = ({ overlay }: { overlay: Overlay }) => {
  const { t } = useTranslation('picture');
  const theme = useTheme();
  const kind = useKind('incident');
  const terms = useMemo(() => kind?.categories ?? [], [kind]);
  const [url, change] = useUrlState();
  const state = useMemo(() => readPicture(url), [url]);
  const [window, setWindow] = useState<MapWindow>();
  useTitle(t('title'));
  useLivePicture();

  const zoomed = window?.zoom ?? state.camera?.zoom ?? 4;
  const resolution = state.resolution ?? resolutionForZoom(zoomed);
  const filters = useMemo(() => filterQuery(state), [state]);
  const bbox = window ? boxText(askedBox(window.box)) : undefined;

  // the first answer says where the mission is; later ones what is in view
  const whole = usePicture({ resolution: 2 }, !state.camera);
  const picture = usePicture({ ...filters, resolution, bbox }, bbox !== undefined);
  const showPoints = state.layers.has('points') && zoomed >= pointsFromZoom;
  const points = usePoints({ ...filters, bbox }, showPoints && bbox !== undefined);
  const places = usePlaces(state.layers.has('places'));
  const over = overlay.use({ on: state.layers.has('hotspots'), filters });
  useShownMarkings(pictureMarkings(picture.data?.marking, over.markings));

  const steps = useMemo(() => stepsFor(picture.data?.cells.map((cell) => cell.count) ?? []), [picture.data]);
  const counts = useMemo(() => countFeatures(picture.data?.cells), [picture.data]);
  const single = useMemo(() => pointFeatures(points.data, terms), [points.data, terms]);
  const groups = useMemo(() => groupsOf(terms), [terms]);
  const hexagonsOn = state.layers.has('hexagons') && !state.layers.has('hotspots');
  const placesOn = state.layers.has('places');
  const { simulated } = useSession().session.mission;
  const chosenCell = state.cell;
  const content = useMemo(() => {
    const chosen = chosenContent(theme, chosenCell);
    return {
      features: {
        places: places.data ?? noFeatures,
        counts,
        ...over.content.features,
        points: single,
        ...chosen.features,
      },
      layers: [
        ...(placesOn ? groundLayers(theme) : []),
        ...(hexagonsOn ? countLayers(theme, steps) : []),
        ...over.content.layers,
        ...(placesOn ? nameLayers(theme) : []),
        ...(showPoints ? pointLayers(theme, groups) : []),
        ...chosen.layers,
      ],
    };
  }, [
    theme,
    chosenCell,
    places.data,
    counts,
    over.content,
    single,
    placesOn,
    hexagonsOn,
    steps,
    showPoints,
    groups,
  ]);

  const extent = whole.data?.extent;
  const [wanted, setWanted] = useState<LookAt>();
  const start = useRef<LookAt>(undefined);
  if (!start.current && state.camera) start.current = { camera: state.camera };
  else if (!start.current && extent) start.current = { box: extent };
  else if (!start.current && whole.data)
    start.current = { box: { west: -150, south: -50, east: 160, north: 65 } };
  const lookAt = wanted ?? start.current;

  // an address with another camera (back, forward, "show on the map") moves the map; the map's own moves do not
  const told = useRef('');
  const onMove = useCallback(
    (next: MapWindow) => {
      setWindow(next);
      const patch = cameraPatch(next);
      told.current = `${patch.lon} ${patch.lat} ${patch.zoom}`;
      change(patch);
    },
    [change],
  );
  const inUrl = state.camera && cameraPatch(state.camera);
  const cameraText = inUrl ? `${inUrl.lon} ${inUrl.lat} ${inUrl.zoom}` : '';
  useEffect(() => {
    if (told.current === '' || cameraText === '' || cameraText === told.current) return;
    const [lon, lat, zoom] = cameraText.split(' ').map(Number);
    setWanted({ camera: { lon: lon!, lat: lat!, zoom: zoom! } });
  }, [cameraText]);

  const onPick = (picked: Picked | undefined) => {
    if (picked?.layer === 'points') {
      change({ record: String(picked.properties.id), cell: undefined }, { push: true });
      return;
    }
    const cell = picked?.properties.cell;
    change(
      { cell: typeof cell === 'string' ? cell : undefined, record: undefined },
      { push: typeof cell === 'string' },
    );
  };

  const failed = picture.error ?? whole.error;
  const nothing = whole.data !== undefined && !whole.data.extent && whole.data.total === 0;
  return (
    <div className="picture" data-busy={picture.isFetching || over.busy}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <div className="picture-map">
        {lookAt && (
          <MapView
            content={content}
            lookAt={lookAt}
            onMove={onMove}
            pickable={['points', ...over.pickable, 'counts']}
            onPick={onPick}
            tooltip={(picked) => <Tip picked={picked} overlay={over} />}
          />
        )}
        {placesOn && !simulated && <p className="picture-attribution">{t('attribution')}</p>}
        {failed && (
          <div className="picture-notice">
            <ProblemView error={failed} onRetry={() => void picture.refetch()} />
          </div>
        )}
        {nothing && (
          <div className="picture-notice picture-empty">
            <h2>{t('empty')}</h2>
            <p>{t('emptyWhy')}</p>
            <RoomLink to="/sources" className="button primary">
              {t('emptyDo')}
            </RoomLink>
          </div>
        )}
      </div>
      <div className="picture-time">
        <Suspense fallback={null}>
          {picture.data && (
            <TimeBar
              data={picture.data.timeline}
              span={picture.data.span ?? undefined}
              state={state}
              onChange={change}
            />
          )}
        </Suspense>
      </div>
      <aside className="picture-panel" aria-label={t('panel')}>
        {state.cell || url.record ? (
          <CellPanel
            cell={state.cell}
            record={url.record}
            state={state}
            terms={terms}
            overlay={over}
            onClose={() => change({ cell: undefined, record: undefined })}
          />
        ) : (
          <ControlPanel
            state={state}
            picture={picture.data}
            steps={steps}
            terms={terms}
            resolution={resolution}
            overlay={over}
            hexagonsOn={hexagonsOn}
            pointsState={showPoints ? (points.data?.more ? points.data.points.length : 'all') : 'closer'}
            onChange={change}
            onWhole={
              extent || picture.data?.extent
                ? () => setWanted({ box: (picture.data?.extent ?? extent)! })
                : undefined
            }
          />
        )}
      </aside>
    </div>
  );
};
