/** Answers questions one at a time: of those that come meanwhile only the last is worth an answer. */
export class Latest<Question> {
  private readonly answer: (question: Question) => Promise<void>;
  private next: { readonly question: Question } | undefined;
  private isBusy = false;

  /** @param answer never rejects */
  constructor(answer: (question: Question) => Promise<void>) {
    this.answer = answer;
  }

  ask(question: Question): void {
    this.next = { question };
    if (!this.isBusy) void this.work();
  }

  private async work(): Promise<void> {
    this.isBusy = true;
    for (let asked = this.next; asked !== undefined; asked = this.next) {
      this.next = undefined;
      await this.answer(asked.question);
    }
    this.isBusy = false;
  }
}
