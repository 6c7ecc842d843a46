import { withQuery } from '../urls.ts'

export const bulkUrl = () => '/desk/bulk'
/** How far one is; with `act` stop, undo. */
export const bulkRunUrl = (id: number | ':id', act = '') => `/desk/bulk/${id}${act && `/${act}`}`
/** The queue it was started from, with a line about it. 'none': nothing was ticked; 'no-act': nothing was chosen to be done. */
export const backToQueue = (spot: string, bulk?: number | 'none' | 'no-act') =>
  withQuery(spot, bulk ? { bulk: String(bulk) } : {})
