import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

export default ts.config(
  { ignores: ["node_modules/", "public/", "src/core/protocol.gen.ts"] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs["flat/recommended"],
  {
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: {
        project: ["./tsconfig.json", "./tsconfig.node.json", "./tsconfig.worklet.json", "./tsconfig.sw.json"],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: [".svelte"],
      },
    },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "no-undef": "off",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // Floating promises are errors; event handlers may be async.
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      // Props are declared with `let { … } = $props()`.
      "prefer-const": "off",
      "svelte/prefer-const": "off",
      // Our own router; there is no `resolve()`.
      "svelte/no-navigation-without-resolve": "off",
      // Most maps and sets in our classes are deliberately not state.
      "svelte/prefer-svelte-reactivity": "off",
      // `void value;` in an effect reads what it depends on.
      "@typescript-eslint/no-meaningless-void-operator": "off",
    },
  },
  { files: ["**/*.js"], ...ts.configs.disableTypeChecked },
);
