/** Reading configuration files. Contract: a missing file is a value, an unreadable one a ProfError. */
export interface ConfigFiles {
  /** The text of a file, or undefined if there is none. */
  read(path: string): Promise<string | undefined>;
  /** Writes durably and atomically, making the folders above it, for the user alone to read. */
  write(path: string, text: string): Promise<void>;
  /**
   * The nearest file of this name in `folder` or above it, up to the repository's root (the folder that holds `.git`);
   * outside a repository only in `folder` itself.
   */
  findUpwards(folder: string, fileName: string): Promise<string | undefined>;
  /** The path without symbolic links; as given if it does not exist. */
  realPath(path: string): Promise<string>;
}
