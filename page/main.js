// 绩效自评.html: draws, takes files, hands results out. The engine works in a worker, so nothing here ever waits.
//
// What tests and readers of the page may hold on to:
//   <html data-state="preparing|ready|busy|broken" data-start-limit="seconds until a start counts as failed">
//   #status         the last thing said (role=status)          #engine-bar      how far the engine's start is, hidden when ready
//   #drop           where files are dropped (the whole page takes them)
//   #choose-files, #file-input       several files             #choose-folder, #folder-input    a folder
//   #try-sample     scores the filled sample                   #standard        评价标准 to judge by, '' for the file's own
//   #new            details, closed once there are files; #new-form #standard-search #standards #year #make-new: a new workbook     #sample #handbook: downloads
//   #batch          the list: #files tr[data-state="waiting|working|done|failed|stopped"] button.open; #rescore #clear
//   #working        #progress #progress-text #stop, while something is under way
//   #kinds          input[name=kind][value="workbook|form|summary|csv|platform|report"]; #save-shown #save-all #rollup #deliver
//   #draft          what is to be sent is written before all is mended, marked as a draft
//   #beside         write beside the files, within #beside-offer #no-report  shown where this copy has no Word report
//   #verify #print  what can be done with the file that is shown; article.verified holds what came of the former
//   #result         article[data-form][data-total][data-grade]; .level[data-level="error|warning|notice"] li[data-code];
//                   rows #r<form>-i<n> (indicator), -b<n> (budget), -p<n> (project), problems #r<form>-f<n>
//   #help, #about   dialogs; #open-about opens the latter
import { Batch } from './batch.js';
import { byId, openDialog, tell } from './dom.js';
import { Engine } from './engine.js';
import { fromDrop, fromFolder, fromInput, given } from './files.js';
import { refusal } from './probe.js';
import { offerNew } from './standards.js';

const root = document.documentElement;

/** @param {string} text */
function broken(text) {
  root.dataset.state = 'broken';
  byId('engine-bar').hidden = true;
  tell(text);
}

let isGreeted = false;

/** @param {number} share of the engine's start */
function prepared(share) {
  byId('engine-bar').value = share;
  byId('engine-bar').hidden = share === 1;
  if (share < 1) return;
  // A start after 停止 has nothing to tell: what was stopped stays to be read.
  const isFirst = !isGreeted;
  isGreeted = true;
  if (root.dataset.state === 'ready' || root.dataset.state === 'busy') return;
  root.dataset.state = 'ready';
  if (isFirst) tell('准备好了，可以用了。');
}

/** @param {Batch} batch */
function takeFiles(batch) {
  const fileInput = byId('file-input');
  const folderInput = byId('folder-input');
  const picker = /** @type {any} */ (window).showDirectoryPicker;
  byId('choose-files').addEventListener('click', () => fileInput.click());
  byId('choose-folder').addEventListener('click', async () => {
    if (!picker) folderInput.click();
    else await picker.call(window).then(fromFolder).then((/** @type {Given[]} */ files) => batch.add(files), notChosen);
  });
  for (const input of [fileInput, folderInput]) {
    input.addEventListener('change', () => {
      const files = fromInput(input.files);
      input.value = '';
      batch.add(files);
    });
  }
  takeDrops(batch);
}

/** @param {any} error */
function notChosen(error) {
  if (error.name !== 'AbortError') tell('这个文件夹读不出来（' + error.message + '）。请换一个文件夹，或者把文件拖进来。');
}

/** @param {Batch} batch */
function takeDrops(batch) {
  const over = (/** @type {boolean} */ is) => byId('drop').classList.toggle('over', is);
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    over(true);
  });
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) over(false);
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    over(false);
    if (event.dataTransfer) fromDrop(event.dataTransfer).then((files) => batch.add(files), notChosen);
  });
}

/**
 * @param {Engine} engine
 * @param {Batch} batch
 */
function trySample(engine, batch) {
  byId('try-sample').addEventListener('click', async () => {
    const result = await engine.ask({ do: 'sample' });
    const { name, bytes } = result.files[0];
    batch.add([given(new File([bytes], name), name, null, null)]);
  });
}

function openAndClose() {
  byId('open-about').addEventListener('click', () => openDialog('about'));
  for (const button of Array.from(document.querySelectorAll('dialog button.close'))) {
    button.addEventListener('click', () => /** @type {any} */ (button.closest('dialog')).close());
  }
}

function begin() {
  const why = refusal();
  if (why) {
    broken(why);
    return;
  }
  /** @type {About} */
  const about = JSON.parse(byId('about-data').textContent);
  const advice = '程序没有启动起来（';
  const engine = new Engine(prepared, (text) => broken(advice + text + '）。请关掉别的标签页，再刷新这一页；还是不行，请换一个浏览器。'));
  const batch = new Batch(engine, about);
  byId('version').textContent = about.version;
  offerNew(engine, about);
  takeFiles(batch);
  trySample(engine, batch);
  openAndClose();
  engine.start().catch((error) => engine.broken(error.message));
}

begin();
