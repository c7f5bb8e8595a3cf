/** The colours, and the tones that a state may have. */
export const tokens = `
:root {
  color-scheme: light dark;
  --ground: #f3f5f8;
  --card: #ffffff;
  --sunk: #f7f8fa;
  --line: #dfe4ea;
  --pale: #bcc5d0;
  --edge: #76818f;
  --ink: #17202b;
  --quiet: #556070;
  --link: #1d5fa6;
  --focus: #1d5fa6;
  --open: #1d5fa6;
  --open-soft: #e6f0fa;
  --held: #5f3dac;
  --held-soft: #efeafb;
  --good: #0d6b3d;
  --good-soft: #e2f3e9;
  --caution: #7f4f00;
  --caution-soft: #fbefd8;
  --bad: #a92b20;
  --bad-soft: #fae8e6;
  --over: #556070;
  --over-soft: #eaedf1;
  --bar: #2f74bd;
  --bar-bed: #e9edf2;
  --then: #17202b;
  --shadow: 0 1px 2px rgb(20 30 45 / 5%);
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10141a;
    --card: #1a2029;
    --sunk: #212834;
    --line: #313a47;
    --pale: #4d5a6b;
    --edge: #7b8797;
    --ink: #edf1f6;
    --quiet: #a9b4c2;
    --link: #8fbff5;
    --focus: #8fbff5;
    --open: #8fbff5;
    --open-soft: #1a3049;
    --held: #c5b2f8;
    --held-soft: #2d2549;
    --good: #74d49d;
    --good-soft: #153424;
    --caution: #efc06f;
    --caution-soft: #3a2c13;
    --bad: #ff9d92;
    --bad-soft: #43211e;
    --over: #a9b4c2;
    --over-soft: #2a323e;
    --bar: #6aa5e3;
    --bar-bed: #2a323e;
    --then: #edf1f6;
    --shadow: none;
  }
}

/* Tones. A tone never stands alone: a shape and a word beside it say the same. */
.open { --tone: var(--open); --tone-soft: var(--open-soft); }
.held { --tone: var(--held); --tone-soft: var(--held-soft); }
.good { --tone: var(--good); --tone-soft: var(--good-soft); }
.caution { --tone: var(--caution); --tone-soft: var(--caution-soft); }
.bad { --tone: var(--bad); --tone-soft: var(--bad-soft); }
.over { --tone: var(--over); --tone-soft: var(--over-soft); }
`
