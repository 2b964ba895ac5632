import type { Breed, PetCategory } from './breed.ts';

type Kind =
  | 'dog'
  | 'cat'
  | 'parrot'
  | 'songbird'
  | 'fish'
  | 'lizard'
  | 'chameleon'
  | 'snake'
  | 'tortoise'
  | 'rabbit'
  | 'rodent'
  | 'ferret';

const kindOfCategory: Readonly<Record<PetCategory, Kind>> = {
  dog: 'dog',
  cat: 'cat',
  bird: 'parrot',
  fish: 'fish',
  reptile: 'lizard',
  'small-animal': 'rodent',
};

const endings: readonly (readonly [RegExp, Kind])[] = [
  [/-(finch|dove)$|^canary$/, 'songbird'],
  [/-(snake|python|kingsnake)$/, 'snake'],
  [/-chameleon$/, 'chameleon'],
  [/-tortoise$/, 'tortoise'],
  [/-rabbit$/, 'rabbit'],
  [/^ferret$/, 'ferret'],
];

/** Observed traits: clauses that complete "who ...", with placeholders for pronouns. */
const temperaments: Readonly<Record<Kind, readonly string[]>> = {
  dog: [
    'brings a toy to every visitor and leans in for the thanks',
    'slept through the night from the first week and travels calmly by car',
    'follows {his} person from room to room and then falls asleep on their feet',
    'has learned sit, down and a respectable recall',
    'plays hard with the other dogs and settles as soon as the door closes',
    'thinks every puddle was put there for {him}',
    'was the first of the litter to climb out of the whelping box',
    'watches quietly for a minute before joining in, and then does not stop',
    'is already used to the vacuum cleaner, the doorbell and the neighbour’s cat',
    'sits to be stroked and offers a paw when it stops',
    'carries {his} blanket to wherever the company is',
    'walks well on the lead unless there is a squirrel',
  ],
  cat: [
    'has chosen the warmest windowsill and lets you share it',
    'chirps at birds behind the glass and forgets them for a feather wand',
    'kneads every blanket {he} meets before lying down',
    'greets people at the door with {his} tail straight up',
    'uses the litter tray and the scratching post as if {he} had invented them',
    'prefers a cardboard box to any bed that money can buy',
    'purrs before you have even touched {him}',
    'was raised underfoot in a busy kitchen with a patient old dog',
    'sits on the newspaper, always on the paragraph that you are reading',
    'likes a lap in the evening and the top shelf in the morning',
    'takes a day to trust a stranger and then never leaves their side',
    'opens cupboards, so buy the latches first',
  ],
  parrot: [
    'steps up onto a finger and stays for a scratch behind the head',
    'whistles back at the kettle',
    'takes millet from the hand and looks around for more',
    'bathes in a saucer every morning and showers the room as well',
    'rings {his} bell when somebody comes home',
    'preens {his} keeper’s hair with great care',
    'eats greens without being asked, which is rarer than you think',
    'hangs upside down from the highest rope to watch the kitchen',
  ],
  songbird: [
    'starts the day at the top perch before anybody else is up',
    'bathes twice a day and dries off in the sun',
    'has lived in our planted aviary since fledging',
    'is in perfect feather and flies strongly',
    'stays calm when the cage is cleaned',
    'takes cucumber from between the bars',
    'keeps the whole room company with soft chatter',
  ],
  fish: [
    'comes to the front glass when the food tin opens',
    'spent four weeks in quarantine without a mark',
    'explores every corner before choosing a favourite one',
    'eats everything that we offer and shows it in {his} colours',
    'has clear eyes, clean fins and a good appetite',
    'colours up a little more every week',
    'rests beside the same stone every night',
    'was bred by a hobbyist two streets from the shop',
  ],
  lizard: [
    'eats from tongs without lunging',
    'climbs onto an open hand when it is held still',
    'sheds cleanly and in one evening',
    'watches the room with tilted head and misses nothing',
    'has a favourite spot and defends it with a look',
    'was hatched here and is handled a little every week',
    'gained weight at every monthly weighing',
  ],
  chameleon: [
    'follows two crickets at once, one with each eye',
    'drinks from the dripper without hesitation',
    'sleeps on the same twig every night, pale as a leaf',
    'gained weight at every monthly weighing',
  ],
  snake: [
    'has never refused a meal here',
    'moves through the hands slowly and without fuss',
    'sheds in one piece and takes thawed food from tongs',
    'spends the evening exploring and the day under cork bark',
    'was hatched in captivity and comes with feeding records',
    'settles within minutes of being picked up',
  ],
  tortoise: [
    'walks the boundary of the pen each morning before breakfast',
    'eats dandelions from the hand',
    'has a smooth shell and a healthy weight for {his} length',
    'was bred here and comes with papers and a weight chart',
    'basks with all four legs stretched out behind',
  ],
  rabbit: [
    'leaps and twists in the air when fresh herbs arrive',
    'flops on {his} side when the house is quiet',
    'uses the litter tray as long as there is hay over it',
    'nudges ankles until the parsley comes out',
    'allows {him}self to be brushed and grinds {his} teeth softly with pleasure',
    'rearranges every tunnel and box overnight',
    'grew up indoors and is used to voices and footsteps',
  ],
  rodent: [
    'comes to the door of the cage at the rustle of a bag',
    'takes a sunflower seed from the palm and stays to eat it there',
    'builds an impressive nest out of plain paper',
    'was handled daily from the third week and does not nip',
    'inspects every new thing at once and from all sides',
    'naps in a heap of hay and wakes up for cucumber',
    'keeps food stores in three places and remembers them all',
  ],
  ferret: [
    'dances sideways when a game begins',
    'steals gloves and hides them behind the sofa',
    'walks on a harness and sleeps in a sleeve',
    'came to us litter-trained, neutered and curious',
    'wrestles gently and falls asleep halfway through',
  ],
};

/** The traits that fit a breed, by its kind: some fit a snake and not a tortoise. */
export function traitsFor(breed: Breed): readonly string[] {
  const special = endings.find(([pattern]) => pattern.test(breed.id));
  return temperaments[special?.[1] ?? kindOfCategory[breed.category]];
}
