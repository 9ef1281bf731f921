import type { DetailChanges, ListingsApi, RoomDetails } from "../../net/listings_api";

const NOTHING: RoomDetails = {
  description: "",
  tags: [],
  public: false,
  link_name: null,
  password: false,
  schedule: null,
};

/** What a room tells of itself while somebody changes it: only what they touched is sent. */
export class About {
  known = $state.raw<RoomDetails>(NOTHING);
  loaded = $state(false);
  description = $state("");
  tags = $state("");
  linkName = $state("");
  listed = $state(false);
  password = $state("");
  readonly #api: ListingsApi;
  readonly #code: () => string;

  constructor(api: ListingsApi, code: () => string) {
    this.#api = api;
    this.#code = code;
  }

  async load(): Promise<void> {
    this.#show(await this.#api.details(this.#code()));
    this.loaded = true;
  }

  get changes(): DetailChanges {
    const { known } = this;
    const tags = tagsOf(this.tags);
    return {
      ...(this.description.trim() !== known.description && { description: this.description }),
      ...(tags.join() !== known.tags.join() && { tags }),
      ...(this.linkName.trim() !== (known.link_name ?? "") && { link_name: this.linkName.trim() }),
      ...(this.listed !== known.public && { public: this.listed }),
      ...(this.password !== "" && { password: this.password }),
    };
  }

  save = async (): Promise<void> => {
    if (Object.keys(this.changes).length > 0) this.#show(await this.#api.change(this.#code(), this.changes));
  };

  /** Without losing what is being written in other fields. */
  removePassword = async (): Promise<void> => {
    this.known = await this.#api.change(this.#code(), { password: "" });
    this.password = "";
  };

  setTime = async (startsAt: Date, zone: string): Promise<void> => {
    this.known = await this.#api.schedule(this.#code(), startsAt.toISOString(), zone);
  };

  noTime = async (): Promise<void> => {
    this.known = await this.#api.unschedule(this.#code());
  };

  openNow = async (): Promise<void> => {
    this.known = await this.#api.openNow(this.#code());
  };

  #show(known: RoomDetails): void {
    this.known = known;
    this.description = known.description;
    this.tags = known.tags.join(", ");
    this.linkName = known.link_name ?? "";
    this.listed = known.public;
    this.password = "";
  }
}

/** Tags as they are typed, with commas between them. */
export function tagsOf(text: string): string[] {
  return text
    .split(",")
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");
}
