export const viewsUrl = () => '/desk/views'
/** Where a view is changed; with `act` removed, brought back. */
export const viewUrl = (id: number | ':id', act = '') => `/desk/views/${id}${act && `/${act}`}`
