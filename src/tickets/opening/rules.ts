/** By which way a customer reached the team; what they write here themselves comes by 'web'. */
export const CHANNELS = ['phone', 'mail', 'social', 'chat', 'person', 'other'] as const
export type Channel = (typeof CHANNELS)[number]
