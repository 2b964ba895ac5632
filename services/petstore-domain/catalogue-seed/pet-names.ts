import type { PetCategory } from './breed.ts';

export type Sex = 'male' | 'female' | 'unsexed';

interface NamePool {
  readonly male: readonly string[];
  readonly female: readonly string[];
  readonly either: readonly string[];
}

const words = (text: string): readonly string[] => text.split(' ');

const pools: Readonly<Record<PetCategory, NamePool>> = {
  dog: {
    male: words(
      'Max Charlie Cooper Milo Tucker Duke Otis Bruno Rufus Gus Hank Oscar Murphy Louie Archie Theo Walter',
    ),
    female: words(
      'Bella Luna Daisy Lucy Sadie Molly Maggie Stella Penny Zoe Rosie Nellie Hazel Willa Ruby Mabel Juno',
    ),
    either: words('Bailey Scout Rowan Biscuit Pepper Finley Maple Ziggy'),
  },
  cat: {
    male: words(
      'Oliver Leo Simba Jasper Felix Salem Romeo Ollie Tiger Gatsby Casper Merlin Hugo Pablo Figaro',
    ),
    female: words(
      'Cleo Nala Willow Chloe Misty Phoebe Olive Duchess Freya Ophelia Minerva Iris Dahlia Tabitha Sylvie',
    ),
    either: words('Smokey Pumpkin Mochi Shadow Clementine Noodle Sesame'),
  },
  bird: {
    male: words('Rio Pablo Mango Elvis Figaro Caruso Gilbert Percy Monty Bowie Chester'),
    female: words('Pearl Lemon Tosca Aria Fern Wren Piper Ginger Olivia Robin Marigold'),
    either: words('Kiwi Skye Sunny Peaches Pip Echo Cricket Banjo Saffron Lyric Chirp Tango'),
  },
  fish: {
    male: words('Neptune Captain Barnaby Rocco Ahab Triton Gill'),
    female: words('Coral Marina Ariel Delta Oceane Nerissa'),
    either: words(
      'Bubbles Finn Splash Comet Ripple Goldie Pebble Cosmo Ember Zephyr Nimbus Tide Opal Jetsam Saffron Indigo',
    ),
  },
  reptile: {
    male: words('Spike Rex Draco Norbert Apollo Gizmo Ramses Samson Yoshi Diego Sheldon'),
    female: words('Cleopatra Medusa Athena Zelda Nagini Sahara Persephone Matilda Ivy Kaa Shelly'),
    either: words('Sandy Rango Pickle Jade Basil Sage Dune Cactus Flint Moss Saffron'),
  },
  'small-animal': {
    male: words('Thumper Peanut Hazelnut Bandit Remy Stuart Bramble Oreo Chester Pippin Benjamin'),
    female: words('Clover Cinnamon Rosie Dandelion Poppy Nutmeg Pearl Tulip Primrose Bluebell Hattie'),
    either: words('Fluffy Nibbles Cookie Button Waffle Truffle Marble Snickers Chestnut Teasel'),
  },
};

/** The names that suit a pet of the category and sex. */
export function suitableNames(category: PetCategory, sex: Sex): readonly string[] {
  const pool = pools[category];
  return sex === 'unsexed' ? pool.either : [...pool[sex], ...pool.either];
}
