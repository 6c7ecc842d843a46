export const settingsUrl = () => '/desk/settings'
export const statusesUrl = (kind?: string) => `/desk/settings/statuses${kind ? `?kind=${kind}` : ''}`
export const categoriesUrl = () => '/desk/settings/categories'
export const tagsUrl = () => '/desk/settings/tags'
export const staffUrl = () => '/desk/settings/staff'
