import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { UrlState } from '../url-state.ts';

/** A room as the frame knows it: where it is, what it is called, which key after `g` leads there. */
export interface Room {
  readonly to: string;
  readonly title: string;
  readonly key: string;
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'SELECT', 'TEXTAREA'].includes(target.tagName));

/** `g` then a room's key goes there; `/` goes to the first field; `?` shows the list. Never while typing. */
export const useShortcuts = (rooms: readonly Room[], onHelp: () => void): void => {
  const navigate = useNavigate();
  useEffect(() => {
    let goingAt = 0;
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      const room = performance.now() - goingAt < 1500 && rooms.find((one) => one.key === event.key);
      goingAt = event.key === 'g' ? performance.now() : 0;
      if (room) {
        void navigate({
          to: room.to as never,
          search: ((before: UrlState) => ({ mission: before.mission })) as never,
        });
      } else if (event.key === '?') onHelp();
      else if (event.key === '/') document.querySelector<HTMLElement>('#page :is(input, select)')?.focus();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [rooms, navigate, onHelp]);
};

/** The list of keys. */
export const ShortcutsDialog = ({ rooms, onClose }: { rooms: readonly Room[]; onClose: () => void }) => {
  const { t } = useTranslation('shell');
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const rows: readonly (readonly [readonly string[], string])[] = [
    ...rooms.map((room) => [['g', room.key], `${t('scRooms')}: ${room.title}`] as const),
    [['/'], t('scFilter')],
    [['←', '↑', '→', '↓', '+', '−'], t('scMap')],
    [['Enter'], t('scMapPick')],
    [['Esc'], t('scEscape')],
    [['?'], t('scHelp')],
  ];
  return (
    <dialog ref={dialog} className="shortcuts" aria-labelledby="shortcuts-title" onClose={onClose}>
      <h2 id="shortcuts-title">{t('shortcuts')}</h2>
      <table>
        <tbody>
          {rows.map(([keys, meaning]) => (
            <tr key={meaning}>
              <td>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </td>
              <td>{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <form method="dialog">
        <button type="submit" className="primary">
          {t('close')}
        </button>
      </form>
    </dialog>
  );
};
