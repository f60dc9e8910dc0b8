import type { DashboardControl } from '../control.ts';
import { exportFlame } from '../flame/export-flame.ts';
import { bodyHeight } from '../state/layout.ts';
import { type Place, placeKey } from '../state/place.ts';
import { OpenProfile } from './open-profile.ts';
import { profileStart } from './profile-start.ts';

/** So many threads with a profile each are kept. */
const MAX_OPEN = 3;

export interface OpenProfilesOptions {
  readonly control: DashboardControl;
  readonly onChange: () => void;
  readonly onSettings: () => void;
}

/** The profiles behind the places that were looked at last. */
export class OpenProfiles {
  private readonly options: OpenProfilesOptions;
  private readonly open_ = new Map<string, OpenProfile>();

  constructor(options: OpenProfilesOptions) {
    this.options = options;
  }

  find(place: Place): OpenProfile | undefined {
    return this.open_.get(placeKey(place));
  }

  /** The one of a place, opened if it is not yet. */
  open(place: Place): OpenProfile {
    const key = placeKey(place);
    const found = this.open_.get(key) ?? this.start(place);
    // The last that was asked for is the last that is closed.
    this.open_.delete(key);
    this.open_.set(key, found);
    for (const [oldest, profile] of this.open_) {
      if (this.open_.size <= MAX_OPEN) break;
      this.open_.delete(oldest);
      profile.close();
    }
    return found;
  }

  resize(): void {
    for (const { session } of this.open_.values()) session?.resize(this.size());
  }

  closeAll(): void {
    for (const profile of this.open_.values()) profile.close();
    this.open_.clear();
  }

  private start(place: Place): OpenProfile {
    const { control, onChange, onSettings } = this.options;
    const { backend } = control;
    const { wiring } = backend;
    const started = wiring
      .flameThread()
      .then((start) => start(profileStart(place, backend), (note) => control.say(note)));
    return new OpenProfile({
      engine: started,
      size: () => this.size(),
      onChange,
      onSettings,
      exportTo: (path, session, engine) => exportFlame(path, session.state, { engine, files: wiring.files }),
    });
  }

  /** A graph without a footer of its own, on all rows of the body: as large as a screen with two rows more. */
  private size() {
    const { size } = this.options.control.state;
    return { columns: size.columns, rows: bodyHeight(size) + 2 };
  }
}
