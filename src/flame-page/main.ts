import type { PageData } from '../flame-file/page-data.ts';
import { App } from './app.ts';
import { connectControls } from './controls.ts';
import { element } from './element.ts';
import { connectKeys, fillHelp } from './keys.ts';
import { connectPointer } from './pointer.ts';

const data = JSON.parse(element('data').textContent ?? '') as PageData;
const app = new App(data);
connectControls(app);
connectKeys(app);
connectPointer(app);
fillHelp();
app.show();
