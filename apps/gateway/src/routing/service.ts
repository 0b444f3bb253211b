/** The services behind the gateway, by the names of their applications. */
export const SERVICES = ['projects', 'job-api', 'scheduler', 'storage-jobs', 'file-uploads'] as const;

export type Service = (typeof SERVICES)[number];
