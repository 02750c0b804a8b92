// The provider's answer goes on by itself.
document.querySelector("[data-send] form")?.requestSubmit();
