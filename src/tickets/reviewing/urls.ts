export const reviewUrl = (events: readonly number[] = []) =>
  events.length > 0 ? `/desk/review?done=${events.join('-')}` : '/desk/review'
export const undoReviewUrl = () => '/desk/review/undo'
