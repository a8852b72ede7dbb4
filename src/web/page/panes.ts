/** What is loaded after the first paint, and needs a server. */

export { RequestsPane } from './walk/requests-pane.tsx';
export { RoomBar } from './walk/room-bar.tsx';
export { WebAppPane } from './walk/web-app-pane.tsx';
