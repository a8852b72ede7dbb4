import { render } from 'preact';
import { showAllText } from '../shell/visible-text.ts';
import '../style.css';
import { BoardApp } from './board-app.tsx';
import { beginBoard } from './board-store.ts';
import './board.css';

showAllText();
beginBoard(new URLSearchParams(location.search).has('projector'));
const place = document.getElementById('lab')!;
place.textContent = '';
render(<BoardApp />, place);
