/** Under this sku `doctor --live` opens its orders of one unit. No catalog is asked for it, and no shop sells it. */
export const liveCheckSku = 'doctor/live-check'
