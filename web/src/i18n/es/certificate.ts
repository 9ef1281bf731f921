import type { Translation } from "../words.svelte";

export const certificate: Translation["certificate"] = {
  pageTitle: "Instalar el certificado · Sonix",
  title: "Haz que este dispositivo confíe en Sonix",
  lead: "Los navegadores solo suenan en sincronía en páginas seguras. Este Sonix ha creado un certificado propio para tu red. Instálalo una vez en cada dispositivo y el aviso desaparece.",
  isSecure: "Estás en la página segura. Si no hubo avisos por el camino, ya está.",
  first: "1. Descarga el certificado",
  download: "Descargar",
  whatItDoes: "Con él, este dispositivo comprueba que habla con este Sonix. No da a nadie acceso al dispositivo.",
  second: "2. Instálalo",
  yourDevice: "Tu dispositivo",
  third: "3. Comprueba que ha funcionado",
  openIt: "Abre la página segura. Sin avisos y con un candado cerrado o una dirección sin más: funciona.",
  httpsOff: "Este Sonix tiene https desactivado. Pregunta a quien lo administra.",
  guides: {
    android: {
      label: "Android",
      steps: [
        "Descarga el certificado con el botón de arriba.",
        "Abre Ajustes → Seguridad y privacidad → Más ajustes de seguridad → Cifrado y credenciales. También sale al buscar «certificado» en los ajustes.",
        "Elige Instalar un certificado → Certificado de CA y luego Instalar de todos modos.",
        "Elige sonix-ca.crt en tus descargas.",
      ],
      note: "Chrome lo acepta al momento. Firefox: Ajustes → Acerca de Firefox, toca cinco veces el logotipo y luego Secret Settings → Use third party CA certificates.",
    },
    ios: {
      label: "iPhone y iPad",
      steps: [
        "Abre esta página en Safari y descarga el certificado con el botón de arriba. Toca Permitir.",
        "Abre Ajustes. Arriba pone Perfil descargado: tócalo, luego Instalar, y escribe tu código.",
        "Después ve a Ajustes → General → Información → Configuración de confianza en certificados.",
        "Activa la confianza total para el certificado de Sonix.",
      ],
      note: "Hacen falta las dos mitades: instalar el perfil no basta. Sin confianza total, Safari sigue avisando.",
    },
    windows: {
      label: "Windows",
      steps: [
        "Descarga el certificado con el botón de arriba y ábrelo.",
        "Elige Instalar certificado… y luego Usuario actual.",
        "Elige «Colocar todos los certificados en el siguiente almacén» y luego Examinar → Entidades de certificación raíz de confianza.",
        "Finaliza y responde Sí al aviso. Reinicia el navegador.",
      ],
      note: "Chrome, Edge y Firefox lo toman de ahí.",
    },
    macos: {
      label: "Mac",
      steps: [
        "Descarga el certificado con el botón de arriba y ábrelo: Acceso a Llaveros lo añade al llavero de inicio de sesión.",
        "Haz doble clic en el certificado de Sonix de la lista y abre Confiar.",
        "En «Al utilizar este certificado», elige Confiar siempre.",
        "Cierra la ventana y escribe tu contraseña. Reinicia el navegador.",
      ],
      note: "Safari, Chrome y Firefox lo toman de ahí.",
    },
    linux: {
      label: "Linux",
      steps: [
        "Descarga el certificado con el botón de arriba.",
        "Chrome: abre chrome://certificate-manager y luego Certificados locales → Personalizados → Instalados por ti → Certificados de confianza → Importar.",
        "Firefox: Ajustes → Privacidad y seguridad → Ver certificados → Autoridades → Importar, y marca «Confiar en esta CA para identificar sitios web».",
        "Para todo el sistema (Debian, Ubuntu): cópialo en /usr/local/share/ca-certificates/ y ejecuta sudo update-ca-certificates.",
      ],
      note: "Firefox tiene su propia lista en todos los sistemas, así que su paso también sirve en Windows y Mac.",
    },
  },
};
