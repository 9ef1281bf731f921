import type { Translation } from "../words.svelte";

/** Todo en masculino, para que cualquier adjetivo concuerde. */
export const names: Translation["names"] = {
  moods: `Alegre Amable Audaz Azul Brillante Cálido Claro Curioso Dorado Feliz Fiel Gentil Inquieto Ligero Lunar Noble
    Plateado Polar Risueño Sereno Soleado Soñador Tranquilo Travieso Valiente Veloz Vivaz`,
  animals: `Búho Canario Castor Ciervo Cisne Colibrí Cuervo Delfín Erizo Flamenco Gorrión Halcón Jilguero Koala Lince
    Lirón Loro Mirlo Oso Panda Petirrojo Pingüino Puma Ruiseñor Tejón Tucán Vencejo Zorro`,
  places: `Ático Balcón Bosque Faro Huerto Jardín Mirador Muelle Pabellón Patio Porche Prado Puerto Quiosco Rincón Salón
    Sótano Taller`,
  guest: (mood, animal) => `${animal} ${mood}`,
  room: (mood, place) => `${place} ${mood}`,
};
