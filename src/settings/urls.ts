export const settingsUrl = () => '/desk/settings'
export const statusesUrl = (kind?: string) => `/desk/settings/statuses${kind ? `?kind=${kind}` : ''}`
export const categoriesUrl = () => '/desk/settings/categories'
export const tagsUrl = () => '/desk/settings/tags'
export const hoursUrl = () => '/desk/settings/hours'
export const holidaysUrl = () => '/desk/settings/hours/holidays'
export const targetsUrl = () => '/desk/settings/targets'
export const undeliveredUrl = (done = '') => `/desk/settings/mail${done && `?done=${done}`}`
export const staffUrl = () => '/desk/settings/staff'
export const rotaUrl = (act = '') => `/desk/settings/rota${act && `/${act}`}`
export const waitingUrl = () => '/desk/settings/waiting'
export const guidelinesUrl = () => '/desk/settings/guidelines'
