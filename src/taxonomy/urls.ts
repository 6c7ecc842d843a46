export const categoryUrl = (slug: string) => `/categories/${encodeURIComponent(slug)}`
export const tagUrl = (name: string) => `/tags/${encodeURIComponent(name)}`
