import type { TokenRights } from '@runledger/contracts';

/** Whether a token may run a component and see its configurations and jobs: a master token all, others those they were given (contract 1.4, 2.10). */
export const mayUseComponent = ({ isMasterToken, componentAccess }: TokenRights, componentId: string): boolean => isMasterToken || componentAccess.includes(componentId);
