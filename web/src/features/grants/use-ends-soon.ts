import type { Grant } from '../../api/types';
import { useFollowingNow } from '../../ui/use-now';
import { endsSoon } from './ends-soon';

export const useEndsSoon = (grant: Grant): boolean => useFollowingNow((now) => endsSoon(grant, now));
