import { IconChevronLeft, IconChevronRight, IconMenu2 } from '@tabler/icons-react';
import { Link, type LinkProps } from '@tanstack/react-router';
import { Fragment, useEffect, type JSX, type ReactNode } from 'react';
import { useProject } from '../project/project-context.js';
import { zone } from '../wording/time.js';
import { BrandMark } from './brand-mark.js';
import { ProjectMenu } from './project-menu.js';

export interface Crumb {
  readonly word: string;
  readonly link: LinkProps;
}

interface PageProps {
  /** The thing that the page is about, for the window's title and the phone's top bar. */
  readonly title: string;
  /** The pages above this one, nearest last. None for a page that the navigation leads to. */
  readonly above?: readonly Crumb[];
  /** Buttons of the phone's top bar. */
  readonly phoneActions?: ReactNode;
  readonly children: ReactNode;
}

/** Top bar and body of one page below `/p/{project}`. */
export function Page({ title, above = [], phoneActions, children }: PageProps): JSX.Element {
  const project = useProject();
  const back = above.at(-1);
  useEffect(() => {
    document.title = `${title} · ${project.name} · Runledger`;
  }, [title, project.name]);

  return (
    <main className="content" id="content">
      <div className="phone-bar">
        {back === undefined ? (
          <>
            <BrandMark className="phone-bar__mark" />
            <b>{project.name}</b>
          </>
        ) : (
          <>
            <Link {...back.link} className="button button--icon button--bare phone-bar__back" aria-label={`Back to ${back.word}`}>
              <IconChevronLeft size={18} stroke={1.6} aria-hidden />
            </Link>
            <b>{title}</b>
          </>
        )}
        <span className="phone-bar__end">
          {phoneActions}
          <ProjectMenu>
            <button type="button" className="button button--icon button--bare" aria-label="Menu">
              <IconMenu2 size={18} stroke={1.6} aria-hidden />
            </button>
          </ProjectMenu>
        </span>
      </div>
      <div className="crumbs">
        {above.length === 0 ? (
          <span>{project.name}</span>
        ) : (
          <nav aria-label="Breadcrumbs">
            <ol>
              {above.map(({ word, link }) => (
                <Fragment key={word}>
                  <li>
                    <Link {...link}>{word}</Link>
                    <IconChevronRight size={14} stroke={1.6} aria-hidden />
                  </li>
                </Fragment>
              ))}
              <li aria-current="page">{title}</li>
            </ol>
          </nav>
        )}
        <span className="zone">Times in {zone}</span>
      </div>
      {children}
    </main>
  );
}
