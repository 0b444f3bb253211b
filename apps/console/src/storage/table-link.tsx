import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { useProject } from '../project/project-context.js';
import { addressOf } from './table-address.js';

interface TableLinkProps {
  readonly tableId: string;
  /** Opens the list of versions at this one. */
  readonly version?: number | null;
}

export function TableLink({ tableId, version = null }: TableLinkProps): JSX.Element {
  const project = useProject();
  const address = addressOf(tableId);
  if (address === null) return <span className="mono">{tableId}</span>;
  return (
    <Link
      className="mono"
      to="/p/$project/storage/$bucketId/$tableName"
      params={{ project: project.id, ...address }}
      search={version === null ? {} : { v: version }}
    >
      {tableId}
    </Link>
  );
}
