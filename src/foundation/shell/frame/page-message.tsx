import { type ReactNode, useEffect } from 'react';
import './page-message.css';

/** A page that is only a message: heading, a few lines, what to do next. */
export const PageMessage = ({ title, children }: { title: string; children: ReactNode }) => {
  useEffect(() => {
    document.title = `${title} · Bluehelm`;
  }, [title]);
  return (
    <div className="page-message">
      <h1>{title}</h1>
      {children}
    </div>
  );
};
