// Runs once in every part of the page (`element`); what is pressed becomes an event of that part (`trigger`).
// submit: say something; select, collapse: open and shut a clause; edit, delete, retry: a fact; input: a chooser; clear: wipe.
// copy and larger stay in the browser.
const narrow = () => window.matchMedia('(max-width: 899px)').matches;
const find = (selector) => element.querySelector(selector);

const announce = (words) => {
  const live = document.querySelector('#part-live [role=status]');
  if (live) live.textContent = words;
};

const copy = async (button) => {
  const text = button.dataset.text;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
    button.focus();
  }
  button.textContent = '已复制';
  announce('已复制：' + text);
  setTimeout(() => { button.textContent = '复制出处'; }, 2000);
};

const larger = (button) => {
  const on = document.documentElement.classList.toggle('larger');
  button.setAttribute('aria-pressed', on);
};

const wipe = () => {
  const begun = document.querySelector('.turn') || document.querySelector('.fact');
  if (!begun || window.confirm('清空现在的对话和已记下的情况？清空后找不回来。')) trigger('clear', {});
};

const shut = () => {
  window.xianjieShut = true;
  trigger('collapse', {});
};

const fields = (form) => {
  const told = {};
  for (const [name, value] of new FormData(form)) {
    told[name] = name in told ? [].concat(told[name], value) : value;
  }
  return told;
};

element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-event]');
  if (!button) return;
  const { event: name, ...data } = button.dataset;
  if (name === 'copy') return copy(button);
  if (name === 'larger') return larger(button);
  if (name === 'clear') return wipe();
  if (name === 'select') window.xianjieOpener = button;
  if (name === 'submit') document.querySelector('#box textarea')?.focus({ preventScroll: true });
  if (name === 'collapse') return shut();
  trigger(name, data);
});

element.addEventListener('submit', (event) => {
  const form = event.target.closest('form[data-event]');
  if (!form) return;
  event.preventDefault();
  window.xianjieFact = form.dataset.fact;
  trigger(form.dataset.event, { ...fields(form), fact: form.dataset.fact });
});

let waiting = 0;
element.addEventListener('change', (event) => {
  const form = event.target.closest('form.choosers');
  if (!form) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => { if (form.reportValidity()) trigger('input', fields(form)); }, 150);
});

element.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && find('.opened')) shut();
});

const showClause = () => {
  const opened = find('.opened');
  document.documentElement.classList.toggle('reading', Boolean(opened));
  if (!opened) {
    if (window.xianjieShut && window.xianjieOpener?.isConnected) window.xianjieOpener.focus();
    window.xianjieShut = false;
    return;
  }
  const place = find('.document');
  const mark = find('mark');
  if (mark) place.scrollTop += mark.getBoundingClientRect().top - place.getBoundingClientRect().top - place.clientHeight / 4;
  find('h2').focus({ preventScroll: !narrow() });
};

const showTurn = () => {
  const all = element.querySelectorAll('.turn');
  const last = all[all.length - 1];
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (last) last.scrollIntoView({ block: 'start', behavior: calm ? 'auto' : 'smooth' });
  else window.scrollTo(0, 0);
};

const showFact = () => {
  const form = [...element.querySelectorAll('form')].find((each) => each.dataset.fact === window.xianjieFact);
  window.xianjieFact = null;
  form?.closest('details').querySelector('summary').focus();
};

watch('value', () => {
  // A list that was used does not follow its markup any more: it is set to what the page says was chosen.
  for (const field of element.querySelectorAll('[data-chosen]')) field.value = field.dataset.chosen;
  if (find('.sources')) showClause();
  if (find('.facts') && window.xianjieFact) showFact();
  if (element.querySelector('.turns, .welcome')) showTurn();
});
