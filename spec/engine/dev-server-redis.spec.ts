import { describeDouble } from './double.ts';

describeDouble('redis');
