import { Modal } from '@mantine/core';
import { useMemo, useState, type JSX } from 'react';
import { JsonActions } from './json-actions.js';
import { JsonTree } from './json-tree.js';
import { jsonOf, withoutSecrets } from './secrets.js';

interface JsonDialogProps {
  readonly title: string;
  readonly value: unknown;
  readonly fileName: string;
  readonly onClose: () => void;
}

/** The whole value, as a tree or as it is on the wire. */
export function JsonDialog({ title, value, fileName, onClose }: JsonDialogProps): JSX.Element {
  const [isRaw, setIsRaw] = useState(false);
  const masked = useMemo(() => withoutSecrets(value), [value]);
  return (
    <Modal opened onClose={onClose} title={title} size="xl">
      <div className="json-dialog">
        <div className="json-dialog__bar">
          <span className="segments" role="group" aria-label="View">
            <button type="button" aria-pressed={!isRaw} onClick={() => setIsRaw(false)}>
              Tree
            </button>
            <button type="button" aria-pressed={isRaw} onClick={() => setIsRaw(true)}>
              JSON
            </button>
          </span>
          <JsonActions value={value} what={title.toLowerCase()} fileName={fileName} />
        </div>
        {isRaw ? (
          <pre className="json-raw" tabIndex={0} role="region" aria-label={`${title} as JSON`}>
            {jsonOf(value)}
          </pre>
        ) : (
          <JsonTree value={masked} />
        )}
      </div>
    </Modal>
  );
}
