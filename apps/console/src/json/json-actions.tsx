import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react';
import { useState, type JSX } from 'react';
import { saveText } from '../browser/save-text.js';
import { jsonOf } from './secrets.js';

interface JsonActionsProps {
  readonly value: unknown;
  /** What it is, for the names of the buttons: "parameters and results". */
  readonly what: string;
  readonly fileName: string;
}

type Copied = 'not yet' | 'copied' | 'refused';

/** Copy and download, without secrets. */
export function JsonActions({ value, what, fileName }: JsonActionsProps): JSX.Element {
  const [copied, setCopied] = useState<Copied>('not yet');

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(jsonOf(value));
      setCopied('copied');
    } catch {
      // No clipboard on a plain http origin, or no permission: the download is the other way.
      setCopied('refused');
    }
  };
  const download = (): void => saveText(fileName, 'application/json', jsonOf(value));

  return (
    <>
      <span className="json-copied" role="status">
        {copied === 'copied' && 'Copied'}
        {copied === 'refused' && 'The browser did not allow copying'}
      </span>
      <button
        type="button"
        className="button button--small button--icon button--bare"
        aria-label={`Copy ${what} as JSON`}
        onClick={copy}
      >
        {copied === 'copied' ? <IconCheck size={16} stroke={1.6} aria-hidden /> : <IconCopy size={16} stroke={1.6} aria-hidden />}
      </button>
      <button
        type="button"
        className="button button--small button--icon button--bare"
        aria-label={`Download ${what} as JSON`}
        onClick={download}
      >
        <IconDownload size={16} stroke={1.6} aria-hidden />
      </button>
    </>
  );
}
