import { createFiles } from '../../src/adapters/files.ts';
import { fileSystemContract } from './file-system.ts';

fileSystemContract('this machine', createFiles());
