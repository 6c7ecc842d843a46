export const routingUrl = () => '/desk/settings/routing'
export const ruleUrl = (id: number, act = '') => `${routingUrl()}/${id}${act && `/${act}`}`
