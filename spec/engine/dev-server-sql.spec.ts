import { describeDouble } from './double.ts';

describeDouble('sql');
