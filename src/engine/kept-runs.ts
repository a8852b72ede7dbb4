/** How many runs of an account keep their journals by default. */
export const KEPT_RUNS = 50;
