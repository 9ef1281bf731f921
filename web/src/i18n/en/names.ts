/**
 * Names to start with: any mood goes with any animal or place. In English the server makes them (`sonix/web/names.py`),
 * out of longer lists than these.
 */
export const names = {
  moods:
    "Amber Bold Bright Calm Cheerful Cosy Curious Gentle Golden Happy Jolly Kind Lively Lucky Mellow Quiet Swift Witty",
  animals:
    "Badger Beaver Crane Dolphin Falcon Finch Fox Hare Hedgehog Heron Lynx Magpie Otter Owl Panda Raven Robin Seal",
  places:
    "Attic Balcony Beach Cabin Cellar Courtyard Garden Harbour Kitchen Lighthouse Loft Meadow Orchard Pier Terrace",
  guest: (mood: string, animal: string) => `${mood} ${animal}`,
  room: (mood: string, place: string) => `${mood} ${place}`,
};
