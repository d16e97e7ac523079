<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About PConv Studio</source>
        <translation>Über PConv Studio</translation>
    </message>
    <message>
        <source>Fills holes in photos and leaves every other pixel alone.
Works offline; no photo leaves this computer.</source>
        <translation>Füllt Löcher in Fotos und lässt jedes andere Pixel, wie es ist.
Arbeitet offline; kein Foto verlässt diesen Rechner.</translation>
    </message>
    <message>
        <source>MIT licence. After Liu et al., “Image Inpainting for Irregular Holes Using Partial Convolutions”, ECCV 2018. Built on Qt for Python (LGPL 3), PyTorch, OpenCV and others; each keeps its own licence.</source>
        <translation>MIT-Lizenz. Nach Liu et al., „Image Inpainting for Irregular Holes Using Partial Convolutions“, ECCV 2018. Beruht auf Qt for Python (LGPL 3), PyTorch, OpenCV und anderen, jeweils unter eigener Lizenz.</translation>
    </message>
    <message>
        <source>&amp;Report for questions and faults:</source>
        <translation>&amp;Bericht für Fragen und Fehlermeldungen:</translation>
    </message>
    <message>
        <source>Report on versions and devices</source>
        <translation>Bericht über Versionen und Geräte</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>Bericht kopieren</translation>
    </message>
    <message>
        <source>Looking for devices ...</source>
        <translation>Geräte werden gesucht ...</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>&amp;Open...</source>
        <translation>&amp;Öffnen...</translation>
    </message>
    <message>
        <source>Open sa&amp;mple photo</source>
        <translation>&amp;Beispielfoto öffnen</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>Save &amp;as...</source>
        <translation>Speichern &amp;unter...</translation>
    </message>
    <message>
        <source>Save &amp;project</source>
        <translation>&amp;Projekt speichern</translation>
    </message>
    <message>
        <source>&amp;Export...</source>
        <translation>E&amp;xportieren...</translation>
    </message>
    <message>
        <source>&amp;Upscale...</source>
        <translation>Ver&amp;größern...</translation>
    </message>
    <message>
        <source>Pre&amp;vious photo in folder</source>
        <translation>&amp;Voriges Foto im Ordner</translation>
    </message>
    <message>
        <source>&amp;Next photo in folder</source>
        <translation>&amp;Nächstes Foto im Ordner</translation>
    </message>
    <message>
        <source>&amp;Batch...</source>
        <translation>S&amp;tapelverarbeitung...</translation>
    </message>
    <message>
        <source>&amp;Close photo</source>
        <translation>Foto s&amp;chließen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>B&amp;eenden</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Copy result</source>
        <translation>Ergebnis &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Paste as new photo</source>
        <translation>Als neues Foto &amp;einfügen</translation>
    </message>
    <message>
        <source>Pre&amp;ferences...</source>
        <translation>Ein&amp;stellungen...</translation>
    </message>
    <message>
        <source>&amp;Clear mask</source>
        <translation>Maske &amp;leeren</translation>
    </message>
    <message>
        <source>&amp;Invert mask</source>
        <translation>Maske &amp;umkehren</translation>
    </message>
    <message>
        <source>&amp;Grow mask</source>
        <translation>Maske &amp;erweitern</translation>
    </message>
    <message>
        <source>&amp;Shrink mask</source>
        <translation>Maske &amp;verkleinern</translation>
    </message>
    <message>
        <source>&amp;Feather mask</source>
        <translation>Weiche &amp;Kante der Maske</translation>
    </message>
    <message>
        <source>&amp;Random irregular mask</source>
        <translation>&amp;Zufällige Maske</translation>
    </message>
    <message>
        <source>&amp;Load mask...</source>
        <translation>Maske l&amp;aden...</translation>
    </message>
    <message>
        <source>Sa&amp;ve mask...</source>
        <translation>Maske &amp;speichern...</translation>
    </message>
    <message>
        <source>Mask from &amp;transparency</source>
        <translation>Maske aus &amp;Transparenz</translation>
    </message>
    <message>
        <source>&amp;Fill</source>
        <translation>&amp;Füllen</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Compare &amp;models...</source>
        <translation>&amp;Modelle vergleichen...</translation>
    </message>
    <message>
        <source>Hole &amp;depth</source>
        <translation>Loch&amp;tiefe</translation>
    </message>
    <message>
        <source>Fill after each &amp;stroke</source>
        <translation>Nach jedem &amp;Strich füllen</translation>
    </message>
    <message>
        <source>Ma&amp;nage models...</source>
        <translation>Modelle &amp;verwalten...</translation>
    </message>
    <message>
        <source>&amp;Fit in window</source>
        <translation>&amp;Einpassen</translation>
    </message>
    <message>
        <source>&amp;Actual size (100 %)</source>
        <translation>&amp;Originalgröße (100 %)</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>&amp;Vergrößern</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
        <source>&amp;Single view</source>
        <translation>E&amp;inzelansicht</translation>
    </message>
    <message>
        <source>Side &amp;by side</source>
        <translation>&amp;Nebeneinander</translation>
    </message>
    <message>
        <source>Differ&amp;ence</source>
        <translation>&amp;Differenz</translation>
    </message>
    <message>
        <source>S&amp;plit view</source>
        <translation>&amp;Geteilte Ansicht</translation>
    </message>
    <message>
        <source>Hold to see the ori&amp;ginal</source>
        <translation>O&amp;riginal zeigen (halten)</translation>
    </message>
    <message>
        <source>Show &amp;mask</source>
        <translation>&amp;Maske zeigen</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>Anordnung &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Brush</source>
        <translation>&amp;Pinsel</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>&amp;Radierer</translation>
    </message>
    <message>
        <source>&amp;Rectangle</source>
        <translation>Re&amp;chteck</translation>
    </message>
    <message>
        <source>&amp;Lasso</source>
        <translation>&amp;Lasso</translation>
    </message>
    <message>
        <source>&amp;Polygon</source>
        <translation>Pol&amp;ygon</translation>
    </message>
    <message>
        <source>Colour &amp;wand</source>
        <translation>&amp;Zauberstab</translation>
    </message>
    <message>
        <source>&amp;Smart select</source>
        <translation>&amp;Schnellauswahl</translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation>Kleinerer Pinsel</translation>
    </message>
    <message>
        <source>Larger brush</source>
        <translation>Größerer Pinsel</translation>
    </message>
    <message>
        <source>Softer brush</source>
        <translation>Weicherer Pinsel</translation>
    </message>
    <message>
        <source>Harder brush</source>
        <translation>Härterer Pinsel</translation>
    </message>
    <message>
        <source>Blind &amp;comparison...</source>
        <translation>Blind&amp;vergleich...</translation>
    </message>
    <message>
        <source>&amp;Shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;About PConv Studio</source>
        <translation>&amp;Über PConv Studio</translation>
    </message>
    <message>
        <source>Open &amp;log folder</source>
        <translation>&amp;Protokollordner öffnen</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Mask</source>
        <translation>&amp;Maske</translation>
    </message>
    <message>
        <source>F&amp;ill</source>
        <translation>&amp;Füllen</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>&amp;Werkzeuge</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
</context>
<context>
    <name>Autosave</name>
    <message>
        <source>The work could not be backed up: {message}</source>
        <translation>Die Arbeit ließ sich nicht sichern: {message}</translation>
    </message>
</context>
<context>
    <name>BatchForm</name>
    <message>
        <source>Photos ({patterns})</source>
        <translation>Fotos ({patterns})</translation>
    </message>
    <message>
        <source>What is missing</source>
        <translation>Was fehlt</translation>
    </message>
    <message>
        <source>One mask for all photos</source>
        <translation>Eine Maske für alle Fotos</translation>
    </message>
    <message>
        <source>A folder with one for each</source>
        <translation>Ein Ordner mit je einer Maske</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Maske</translation>
    </message>
    <message>
        <source>White is the hole</source>
        <translation>Weiß ist das Loch</translation>
    </message>
    <message>
        <source>Black is the hole</source>
        <translation>Schwarz ist das Loch</translation>
    </message>
    <message>
        <source>&amp;Masks</source>
        <translation>&amp;Masken</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Colo&amp;urs</source>
        <translation>Far&amp;ben</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Füllen</translation>
    </message>
    <message>
        <source>M&amp;ethod</source>
        <translation>M&amp;ethode</translation>
    </message>
    <message>
        <source>Mo&amp;del</source>
        <translation>M&amp;odell</translation>
    </message>
    <message>
        <source>De&amp;vice</source>
        <translation>&amp;Gerät</translation>
    </message>
    <message>
        <source>Folder for the results</source>
        <translation>Ordner für die Ergebnisse</translation>
    </message>
    <message>
        <source>{name}: name of the photo; {n}: its number, {n:03} with three digits; {date}: today; {format}: format</source>
        <translation>{name}: Name des Fotos; {n}: seine Nummer, {n:03} mit drei Stellen; {date}: heute; {format}: Format</translation>
    </message>
    <message>
        <source>Same as the photo</source>
        <translation>Wie das Foto</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>F&amp;older</source>
        <translation>O&amp;rdner</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>Forma&amp;t</source>
        <translation>Forma&amp;t</translation>
    </message>
    <message>
        <source>filled</source>
        <translation>gefüllt</translation>
    </message>
    <message>
        <source>The mask of the open photo</source>
        <translation>Die Maske des offenen Fotos</translation>
    </message>
    <message>
        <source>&amp;Folder</source>
        <translation>Or&amp;dner</translation>
    </message>
    <message>
        <source>Of the size of the photos, such as a mask saved in the main window.</source>
        <translation>In der Größe der Fotos, etwa eine im Hauptfenster gespeicherte Maske.</translation>
    </message>
    <message>
        <source>Each named like its photo: beach.png for beach.jpg.</source>
        <translation>Benannt wie das Foto: strand.png für strand.jpg.</translation>
    </message>
    <message>
        <source>As it is painted now; the photos have the same size.</source>
        <translation>So, wie sie jetzt gemalt ist; die Fotos sind gleich groß.</translation>
    </message>
    <message>
        <source>For example {name}; no file is ever replaced.</source>
        <translation>Zum Beispiel {name}; keine Datei wird je ersetzt.</translation>
    </message>
    <message>
        <source>Choose the folder with the masks.</source>
        <translation>Den Ordner mit den Masken wählen.</translation>
    </message>
    <message>
        <source>Choose a mask.</source>
        <translation>Eine Maske wählen.</translation>
    </message>
    <message>
        <source>{path}: not found; choose another one.</source>
        <translation>{path}: nicht gefunden; etwas anderes wählen.</translation>
    </message>
    <message>
        <source>Choose a folder for the results.</source>
        <translation>Einen Ordner für die Ergebnisse wählen.</translation>
    </message>
    <message>
        <source>{path}: this is a file; choose a folder.</source>
        <translation>{path}: Das ist eine Datei; einen Ordner wählen.</translation>
    </message>
</context>
<context>
    <name>BatchModel</name>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Filling</source>
        <translation>Wird gefüllt</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
</context>
<context>
    <name>BatchSummary</name>
    <message>
        <source>{filled} of {count} filled</source>
        <translation>{filled} von {count} gefüllt</translation>
    </message>
    <message>
        <source>{count} failed</source>
        <translation>{count} fehlgeschlagen</translation>
    </message>
    <message>
        <source>working out the time left</source>
        <translation>Restzeit wird ermittelt</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>noch etwa {time}</translation>
    </message>
    <message>
        <source>pausing after this photo</source>
        <translation>Pause nach diesem Foto</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>{count} left</source>
        <translation>{count} übrig</translation>
    </message>
    <message>
        <source>took {time}</source>
        <translation>in {time}</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
</context>
<context>
    <name>BatchTable</name>
    <message>
        <source>{path}: this is no photo of a kind that can be opened</source>
        <translation>{path}: das ist kein Foto einer Art, die geöffnet werden kann</translation>
    </message>
    <message>
        <source>Photos of the batch</source>
        <translation>Fotos des Stapels</translation>
    </message>
    <message>
        <source>Drop photos or folders here</source>
        <translation>Fotos oder Ordner hierher ziehen</translation>
    </message>
</context>
<context>
    <name>BatchWindow</name>
    <message>
        <source>Batch</source>
        <translation>Stapelverarbeitung</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>Fotos</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Durchsicht</translation>
    </message>
    <message>
        <source>and more</source>
        <translation>und weitere</translation>
    </message>
    <message>
        <source>Not everything was added</source>
        <translation>Nicht alles wurde hinzugefügt</translation>
    </message>
    <message>
        <source>Add photos</source>
        <translation>Fotos hinzufügen</translation>
    </message>
    <message>
        <source>Add the photos of a folder</source>
        <translation>Fotos eines Ordners hinzufügen</translation>
    </message>
    <message>
        <source>Review ({count})</source>
        <translation>Durchsicht ({count})</translation>
    </message>
    <message>
        <source>This photo was not filled</source>
        <translation>Dieses Foto wurde nicht gefüllt</translation>
    </message>
    <message>
        <source>The batch is still running.</source>
        <translation>Der Stapel läuft noch.</translation>
    </message>
    <message>
        <source>Photos that are filled already stay where they are.</source>
        <translation>Schon gefüllte Fotos bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>Anhalten und schließen</translation>
    </message>
    <message>
        <source>Go on in the background</source>
        <translation>Im Hintergrund weiter</translation>
    </message>
</context>
<context>
    <name>BatchWorker</name>
    <message>
        <source>{photo}: there is not enough memory; close other programs, or leave it out</source>
        <translation>{photo}: Der Speicher reicht nicht; andere Programme schließen oder es weglassen</translation>
    </message>
    <message>
        <source>{folder}: cannot be made ({reason}); choose another folder</source>
        <translation>{folder}: lässt sich nicht anlegen ({reason}); einen anderen Ordner wählen</translation>
    </message>
</context>
<context>
    <name>BlindComparison</name>
    <message>
        <source>Blind comparison</source>
        <translation>Blindvergleich</translation>
    </message>
    <message>
        <source>Which picture looks more real?</source>
        <translation>Welches Bild sieht echter aus?</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>← Left</source>
        <translation>← Links</translation>
    </message>
    <message>
        <source>Right →</source>
        <translation>Rechts →</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>End the comparison; the answers so far are kept</source>
        <translation>Den Vergleich beenden; die bisherigen Antworten bleiben</translation>
    </message>
    <message>
        <source>Preference rates</source>
        <translation>Anteile der Bevorzugung</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Preferred</source>
        <translation>Bevorzugt</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95-%-Intervall</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>&amp;New comparison</source>
        <translation>&amp;Neuer Vergleich</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>Choose a file for the answers.</source>
        <translation>Eine Datei für die Antworten wählen.</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} von {count}</translation>
    </message>
    <message>
        <source>A picture of {item} cannot be read.</source>
        <translation>Ein Bild von {item} lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>the photo</source>
        <translation>das Foto</translation>
    </message>
    <message>
        <source>{count} ms</source>
        <translation>{count} ms</translation>
    </message>
    <message>
        <source>unlimited</source>
        <translation>unbegrenzt</translation>
    </message>
    <message>
        <source>{first} over {second}</source>
        <translation>{first} vor {second}</translation>
    </message>
    <message>
        <source>Answers added to {file}: {count}. 50 % means that neither was preferred; all participants together: pconv study preferences.</source>
        <translation>An {file} angefügte Antworten: {count}. 50 % heißt, dass keines bevorzugt wurde; alle Teilnehmer zusammen: pconv study preferences.</translation>
    </message>
</context>
<context>
    <name>BrushTool</name>
    <message>
        <source>Erase stroke</source>
        <translation>Radierstrich</translation>
    </message>
    <message>
        <source>Brush stroke</source>
        <translation>Pinselstrich</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
</context>
<context>
    <name>CanvasArea</name>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Differenz</translation>
    </message>
    <message>
        <source>Photo before</source>
        <translation>Foto vorher</translation>
    </message>
    <message>
        <source>Photo after</source>
        <translation>Foto nachher</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>Filling</source>
        <translation>Wird gefüllt</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>{name}: {status}</source>
        <translation>{name}: {status}</translation>
    </message>
</context>
<context>
    <name>Chooser</name>
    <message>
        <source>&amp;Compare</source>
        <translation>&amp;Vergleichen</translation>
    </message>
    <message>
        <source>Methods and models to compare</source>
        <translation>Methoden und Modelle zum Vergleichen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>They run one after another. Click a picture to see it large.</source>
        <translation>Sie laufen nacheinander. Ein Klick auf ein Bild zeigt es groß.</translation>
    </message>
    <message>
        <source>Choose {least} to {most} of them.</source>
        <translation>{least} bis {most} davon wählen.</translation>
    </message>
</context>
<context>
    <name>CompareModels</name>
    <message>
        <source>{method}, {model}</source>
        <translation>{method}, {model}</translation>
    </message>
    <message>
        <source>Compare models</source>
        <translation>Modelle vergleichen</translation>
    </message>
    <message>
        <source>The hole</source>
        <translation>Das Loch</translation>
    </message>
    <message>
        <source>Hold for original</source>
        <translation>Original zeigen (halten)</translation>
    </message>
    <message>
        <source>Shows the original while it is pressed (\)</source>
        <translation>Zeigt das Original, solange gedrückt (\)</translation>
    </message>
    <message>
        <source>Use this</source>
        <translation>Dieses nehmen</translation>
    </message>
    <message>
        <source>{time} on {device}</source>
        <translation>{time} auf {device}</translation>
    </message>
</context>
<context>
    <name>Controls</name>
    <message>
        <source>Progress of the batch</source>
        <translation>Fortschritt des Stapels</translation>
    </message>
    <message>
        <source>State of the batch</source>
        <translation>Stand des Stapels</translation>
    </message>
    <message>
        <source>Open results</source>
        <translation>Ergebnisse öffnen</translation>
    </message>
    <message>
        <source>Open the folder with the results</source>
        <translation>Den Ordner mit den Ergebnissen öffnen</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Starten</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>Stop after the photo that is being filled</source>
        <translation>Nach dem Foto anhalten, das gerade gefüllt wird</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>&amp;Weiter</translation>
    </message>
</context>
<context>
    <name>DepthView</name>
    <message>
        <source>A deep hole: it will be filled from coarse to fine in {levels} steps, and its middle is a guess.</source>
        <translation>Ein tiefes Loch: Es wird in {levels} Stufen von grob nach fein gefüllt, und seine Mitte ist geraten.</translation>
    </message>
    <message>
        <source>Show depth</source>
        <translation>Tiefe zeigen</translation>
    </message>
    <message>
        <source>Do not warn</source>
        <translation>Nicht mehr warnen</translation>
    </message>
</context>
<context>
    <name>DeviceCombo</name>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>CUDA (NVIDIA GPU)</source>
        <translation>CUDA (NVIDIA-GPU)</translation>
    </message>
    <message>
        <source>MPS (Apple GPU)</source>
        <translation>MPS (Apple-GPU)</translation>
    </message>
    <message>
        <source>this torch was built without it</source>
        <translation>nicht in diesem PyTorch enthalten</translation>
    </message>
    <message>
        <source>no usable NVIDIA GPU found</source>
        <translation>keine brauchbare NVIDIA-GPU gefunden</translation>
    </message>
    <message>
        <source>only on a Mac with an Apple GPU</source>
        <translation>nur auf einem Mac mit Apple-GPU</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>The fastest device there is</source>
        <translation>Das schnellste vorhandene Gerät</translation>
    </message>
    <message>
        <source>{device}: {detail}</source>
        <translation>{device}: {detail}</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Batch</source>
        <translation>Stapelverarbeitung</translation>
    </message>
    <message>
        <source>A batch is running. Photos that are done stay; stop it and quit?</source>
        <translation>Eine Stapelverarbeitung läuft. Fertige Fotos bleiben; abbrechen und beenden?</translation>
    </message>
    <message>
        <source>A picture is being enlarged. Stop it and quit?</source>
        <translation>Ein Bild wird gerade vergrößert. Abbrechen und beenden?</translation>
    </message>
    <message>
        <source>Upscale</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>There is no picture on the clipboard.</source>
        <translation>In der Zwischenablage ist kein Bild.</translation>
    </message>
    <message>
        <source>Exported {path}.</source>
        <translation>{path} exportiert.</translation>
    </message>
    <message>
        <source>Cannot export</source>
        <translation>Exportieren nicht möglich</translation>
    </message>
    <message>
        <source>Paint over what must go, then compare.</source>
        <translation>Übermalen, was weg soll, dann vergleichen.</translation>
    </message>
</context>
<context>
    <name>Durations</name>
    <message>
        <source>under {seconds} s</source>
        <translation>unter {seconds} s</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
</context>
<context>
    <name>ErrorDialog</name>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the message with its details</source>
        <translation>Die Meldung mit ihren Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Open log folder</source>
        <translation>Protokollordner öffnen</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Longer side</source>
        <translation>Längere Seite</translation>
    </message>
    <message>
        <source> pixels</source>
        <translation> Pixel</translation>
    </message>
    <message>
        <source>Longer side in pixels</source>
        <translation>Längere Seite in Pixeln</translation>
    </message>
    <message>
        <source>{name}: name of the photo; {date}: today; {format}: format; {n}: number</source>
        <translation>{name}: Name des Fotos; {date}: heute; {format}: Format; {n}: Nummer</translation>
    </message>
    <message>
        <source>Choose...</source>
        <translation>Wählen...</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>Den Ordner wählen</translation>
    </message>
    <message>
        <source>Show the fidelity receipt afterwards</source>
        <translation>Danach den Prüfbeleg zeigen</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>F&amp;older</source>
        <translation>&amp;Ordner</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Folder to export to</source>
        <translation>Ordner für den Export</translation>
    </message>
    <message>
        <source>The folder {folder} does not exist.</source>
        <translation>Der Ordner {folder} ist nicht vorhanden.</translation>
    </message>
    <message>
        <source>{path}
{width} × {height} pixels</source>
        <translation>{path}
{width} × {height} Pixel</translation>
    </message>
</context>
<context>
    <name>FactorButtons</name>
    <message>
        <source>Enlarge {factor} times</source>
        <translation>{factor}-fach vergrößern</translation>
    </message>
</context>
<context>
    <name>FactsPanel</name>
    <message>
        <source>Whether the file is whole</source>
        <translation>Ob die Datei unversehrt ist</translation>
    </message>
    <message>
        <source>Model &amp;card...</source>
        <translation>&amp;Modellkarte...</translation>
    </message>
    <message>
        <source>What it was made of and for, all its figures, its limits</source>
        <translation>Woraus und wofür es gemacht ist, alle Messwerte, seine Grenzen</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>Zweck</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Trained on</source>
        <translation>Trainiert mit</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>Validierung</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>Unlike the paper</source>
        <translation>Anders als der Aufsatz</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>Importiert</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Delete the model and import it again.</source>
        <translation>Das Modell löschen und neu importieren.</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <source>no figures in the file</source>
        <translation>keine Messwerte in der Datei</translation>
    </message>
</context>
<context>
    <name>FileCheck</name>
    <message>
        <source>Not imported: no SHA-256 is noted of this file</source>
        <translation>Nicht importiert: zu dieser Datei ist kein SHA-256 vermerkt</translation>
    </message>
    <message>
        <source>Checking the file ...</source>
        <translation>Die Datei wird geprüft ...</translation>
    </message>
    <message>
        <source>File checked: its SHA-256 is the one noted</source>
        <translation>Datei geprüft: SHA-256 wie vermerkt</translation>
    </message>
    <message>
        <source>This file is not the one that was imported: its SHA-256 differs. Delete the model and import it again.</source>
        <translation>Das ist nicht die Datei, die importiert wurde: ihr SHA-256 ist ein anderer. Das Modell löschen und neu importieren.</translation>
    </message>
    <message>
        <source>This file is not the one that came with the program: its SHA-256 differs. Install the program again.</source>
        <translation>Das ist nicht die mitgelieferte Datei: ihr SHA-256 ist ein anderer. Das Programm neu installieren.</translation>
    </message>
</context>
<context>
    <name>FileFlow</name>
    <message>
        <source>Untitled</source>
        <translation>Unbenannt</translation>
    </message>
    <message>
        <source>Open photo or project</source>
        <translation>Foto oder Projekt öffnen</translation>
    </message>
    <message>
        <source>Photos and projects ({patterns})</source>
        <translation>Fotos und Projekte ({patterns})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Opening {name} ...</source>
        <translation>{name} wird geöffnet ...</translation>
    </message>
    <message>
        <source>Opened {name}.</source>
        <translation>{name} ist geöffnet.</translation>
    </message>
    <message>
        <source>Cannot open</source>
        <translation>Öffnen nicht möglich</translation>
    </message>
    <message>
        <source>Opened {name}, {place} of {count}.</source>
        <translation>{name} ist geöffnet, {place} von {count}.</translation>
    </message>
    <message>
        <source>Cannot restore</source>
        <translation>Wiederherstellen nicht möglich</translation>
    </message>
    <message>
        <source>No further photo in this folder.</source>
        <translation>Kein weiteres Foto in diesem Ordner.</translation>
    </message>
    <message>
        <source>No further photo among those that were opened together.</source>
        <translation>Kein weiteres unter den zusammen geöffneten Fotos.</translation>
    </message>
    <message>
        <source>Unsaved work</source>
        <translation>Nicht gespeichert</translation>
    </message>
    <message>
        <source>{name} has changes that are not saved.</source>
        <translation>{name} hat Änderungen, die nicht gespeichert sind.</translation>
    </message>
    <message>
        <source>Save keeps everything, layers and mask, as a project.</source>
        <translation>Speichern bewahrt alles, Ebenen und Maske, als Projekt.</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>Speichern unter</translation>
    </message>
    <message>
        <source>Photo ({patterns})</source>
        <translation>Foto ({patterns})</translation>
    </message>
    <message>
        <source>Project, with mask and layers (*.pconv)</source>
        <translation>Projekt, mit Maske und Ebenen (*.pconv)</translation>
    </message>
    <message>
        <source>Save project</source>
        <translation>Projekt speichern</translation>
    </message>
    <message>
        <source>{name} is the original photo. Replacing it cannot be undone once the program is closed. Replace the original?</source>
        <translation>{name} ist das Originalfoto. Ist das Programm einmal beendet, lässt sich das Ersetzen nicht rückgängig machen. Das Original ersetzen?</translation>
    </message>
    <message>
        <source>{name} exists already. Replace it?</source>
        <translation>{name} ist schon vorhanden. Ersetzen?</translation>
    </message>
    <message>
        <source>Replace file</source>
        <translation>Datei ersetzen</translation>
    </message>
    <message>
        <source>Saved {name}.</source>
        <translation>{name} gespeichert.</translation>
    </message>
    <message>
        <source>Cannot save</source>
        <translation>Speichern nicht möglich</translation>
    </message>
</context>
<context>
    <name>FillFlow</name>
    <message>
        <source>Paint over what must go, then fill.</source>
        <translation>Übermalen, was weg soll, dann füllen.</translation>
    </message>
    <message>
        <source>A fill is running; fill again when it is done.</source>
        <translation>Es wird gerade gefüllt; danach neu füllen.</translation>
    </message>
    <message>
        <source>Fill again: {name}</source>
        <translation>{name} neu füllen</translation>
    </message>
    <message>
        <source>Fill cancelled.</source>
        <translation>Füllen abgebrochen.</translation>
    </message>
    <message>
        <source>Fill {number}</source>
        <translation>Füllung {number}</translation>
    </message>
</context>
<context>
    <name>FillService</name>
    <message>
        <source>There is not enough memory for this. Close other programs, or choose a smaller factor.</source>
        <translation>Dafür reicht der Speicher nicht. Andere Programme schließen oder einen kleineren Faktor wählen.</translation>
    </message>
    <message>
        <source>There is not enough memory for this. Close other programs, or fill one hole after another.</source>
        <translation>Dafür reicht der Speicher nicht. Andere Programme schließen, oder ein Loch nach dem anderen füllen.</translation>
    </message>
    <message>
        <source>Finishing the cancelled work</source>
        <translation>Abgebrochene Arbeit läuft noch aus</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>Modell wird geladen</translation>
    </message>
    <message>
        <source>Filling</source>
        <translation>Wird gefüllt</translation>
    </message>
    <message>
        <source>Enlarging</source>
        <translation>Vergrößert</translation>
    </message>
    <message>
        <source>The model is not loaded yet</source>
        <translation>Das Modell ist noch nicht geladen</translation>
    </message>
    <message>
        <source>Ready on {device}, {precision}</source>
        <translation>Bereit auf {device}, {precision}</translation>
    </message>
</context>
<context>
    <name>FormatFields</name>
    <message>
        <source>Same as the original</source>
        <translation>Wie das Original</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>Quality in numbers</source>
        <translation>Qualität als Zahl</translation>
    </message>
    <message>
        <source>As the original, where it is a JPEG</source>
        <translation>Wie das Original, wenn es ein JPEG ist</translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation>&amp;Format</translation>
    </message>
    <message>
        <source>&amp;Quality</source>
        <translation>&amp;Qualität</translation>
    </message>
</context>
<context>
    <name>Gestures</name>
    <message>
        <source>Wheel</source>
        <translation>Mausrad</translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation>Am Mauszeiger zoomen</translation>
    </message>
    <message>
        <source>Space + drag, middle button + drag</source>
        <translation>Leertaste + Ziehen, mittlere Taste + Ziehen</translation>
    </message>
    <message>
        <source>Move the photo</source>
        <translation>Das Foto verschieben</translation>
    </message>
    <message>
        <source>Alt + wheel</source>
        <translation>Alt + Mausrad</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>Pinselgröße</translation>
    </message>
    <message>
        <source>Alt + drag with the right button</source>
        <translation>Alt + Ziehen mit der rechten Taste</translation>
    </message>
    <message>
        <source>Brush size sideways, hardness up and down</source>
        <translation>Pinselgröße seitwärts, Härte auf und ab</translation>
    </message>
    <message>
        <source>Alt + drag</source>
        <translation>Alt + Ziehen</translation>
    </message>
    <message>
        <source>Take away from the mask</source>
        <translation>Von der Maske wegnehmen</translation>
    </message>
    <message>
        <source>Shift + drag</source>
        <translation>Umschalt + Ziehen</translation>
    </message>
    <message>
        <source>Add to the mask; straight with the brush</source>
        <translation>Zur Maske hinzufügen; mit dem Pinsel gerade</translation>
    </message>
    <message>
        <source>Shift + click</source>
        <translation>Umschalt + Klick</translation>
    </message>
    <message>
        <source>Straight line from the last stroke to here</source>
        <translation>Gerade Linie vom letzten Strich bis hier</translation>
    </message>
    <message>
        <source>Pen: pressure, eraser end</source>
        <translation>Stift: Druck, Radiererende</translation>
    </message>
    <message>
        <source>Brush size, take away from the mask</source>
        <translation>Pinselgröße, von der Maske wegnehmen</translation>
    </message>
</context>
<context>
    <name>HistoryDock</name>
    <message>
        <source>As opened</source>
        <translation>Wie geöffnet</translation>
    </message>
    <message>
        <source>History, from the oldest step to the newest</source>
        <translation>Verlauf, vom ältesten Schritt zum neuesten</translation>
    </message>
    <message>
        <source>Click a step to go back to it.</source>
        <translation>Ein Klick auf einen Schritt führt zu ihm zurück.</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import a model</source>
        <translation>Modell importieren</translation>
    </message>
    <message>
        <source>File of weights</source>
        <translation>Datei mit Gewichten</translation>
    </message>
    <message>
        <source>Weights ({endings})</source>
        <translation>Gewichte ({endings})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>As the file says, if left empty</source>
        <translation>Leer: was die Datei sagt</translation>
    </message>
    <message>
        <source>As whoever trained it states</source>
        <translation>Wie es angibt, wer es trainiert hat</translation>
    </message>
    <message>
        <source>What is in the way</source>
        <translation>Was dem entgegensteht</translation>
    </message>
    <message>
        <source>Importing</source>
        <translation>Import läuft</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Weights of this program, or of one of seven public repositories of partial convolutions; these run as they were meant there. The file itself is only read, and no code in it is ever run.</source>
        <translation>Gewichte dieses Programms oder eines von sieben öffentlichen Projekten mit partiellen Faltungen; diese laufen so, wie sie dort gemeint sind. Die Datei wird nur gelesen, und Code darin wird nie ausgeführt.</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Licence</source>
        <translation>&amp;Lizenz</translation>
    </message>
    <message>
        <source>&amp;Trained on</source>
        <translation>&amp;Trainiert mit</translation>
    </message>
    <message>
        <source>There is no such file.</source>
        <translation>Diese Datei gibt es nicht.</translation>
    </message>
    <message>
        <source>This model cannot be imported</source>
        <translation>Das Modell kann nicht importiert werden</translation>
    </message>
</context>
<context>
    <name>LargeView</name>
    <message>
        <source>Press and hold to see the original</source>
        <translation>Gedrückt halten zeigt das Original</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Show all of them (Esc)</source>
        <translation>Alle zeigen (Esc)</translation>
    </message>
    <message>
        <source>Previous (Left)</source>
        <translation>Voriges (Pfeil links)</translation>
    </message>
    <message>
        <source>Next (Right)</source>
        <translation>Nächstes (Pfeil rechts)</translation>
    </message>
</context>
<context>
    <name>LassoTool</name>
    <message>
        <source>Lasso</source>
        <translation>Lasso</translation>
    </message>
    <message>
        <source>Subtract lasso</source>
        <translation>Lasso abziehen</translation>
    </message>
</context>
<context>
    <name>LayerEdit</name>
    <message>
        <source>Edit mask of {name}</source>
        <translation>Maske von {name} bearbeiten</translation>
    </message>
    <message>
        <source>Stop editing the mask of {name}</source>
        <translation>Maske von {name} nicht weiter bearbeiten</translation>
    </message>
</context>
<context>
    <name>LayersDock</name>
    <message>
        <source>Fills, the newest on top</source>
        <translation>Füllungen, die neueste zuoberst</translation>
    </message>
    <message>
        <source>No fills yet. Paint over what must go, then fill.</source>
        <translation>Noch keine Füllung. Übermalen, was weg soll, dann füllen.</translation>
    </message>
    <message>
        <source>Fill again with the chosen method and model</source>
        <translation>Mit der gewählten Methode und dem gewählten Modell neu füllen</translation>
    </message>
    <message>
        <source>Edit the mask of this fill</source>
        <translation>Die Maske dieser Füllung bearbeiten</translation>
    </message>
    <message>
        <source>Delete this fill; later ones stay</source>
        <translation>Diese Füllung löschen; spätere bleiben</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Aufhören</translation>
    </message>
    <message>
        <source>Stop editing the mask of this fill</source>
        <translation>Die Maske dieser Füllung nicht weiter bearbeiten</translation>
    </message>
    <message>
        <source>Editing the mask of {name}: the next fill replaces it.</source>
        <translation>Maske von {name} wird bearbeitet: Das nächste Füllen ersetzt sie.</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>{method}, {width} × {height} pixels, {time} on {device}</source>
        <translation>{method}, {width} × {height} Pixel, {time} auf {device}</translation>
    </message>
</context>
<context>
    <name>ListPage</name>
    <message>
        <source>&amp;Add photos ...</source>
        <translation>Fotos &amp;hinzufügen ...</translation>
    </message>
    <message>
        <source>Add fo&amp;lder ...</source>
        <translation>Ordner h&amp;inzufügen ...</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>Ent&amp;fernen</translation>
    </message>
    <message>
        <source>Take the selected photos off the list; no file is deleted</source>
        <translation>Die ausgewählten Fotos von der Liste nehmen; keine Datei wird gelöscht</translation>
    </message>
    <message>
        <source>Clear l&amp;ist</source>
        <translation>&amp;Liste leeren</translation>
    </message>
</context>
<context>
    <name>Log</name>
    <message>
        <source>Something went wrong in the program</source>
        <translation>Im Programm ist etwas schiefgegangen</translation>
    </message>
    <message>
        <source>{fault}

Your work is still here. Save it under another name to be safe. The log file holds the details.</source>
        <translation>{fault}

Die Arbeit ist noch da. Sicherheitshalber unter einem anderen Namen speichern. Die Einzelheiten stehen im Protokoll.</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>Das hat nicht geklappt</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Navigator</source>
        <translation>Navigator</translation>
    </message>
    <message>
        <source>Model and device</source>
        <translation>Modell und Gerät</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Maske</translation>
    </message>
    <message>
        <source>Fills</source>
        <translation>Füllungen</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>&amp;Docks</source>
        <translation>&amp;Bedienfelder</translation>
    </message>
</context>
<context>
    <name>MaskActions</name>
    <message>
        <source>Grow mask by {pixels} px</source>
        <translation>Maske um {pixels} px erweitern</translation>
    </message>
    <message>
        <source>Shrink mask by {pixels} px</source>
        <translation>Maske um {pixels} px verkleinern</translation>
    </message>
    <message>
        <source>Feather mask by {pixels} px</source>
        <translation>Weiche Kante der Maske, {pixels} px</translation>
    </message>
    <message>
        <source>Invert mask</source>
        <translation>Maske umkehren</translation>
    </message>
    <message>
        <source>Clear mask</source>
        <translation>Maske leeren</translation>
    </message>
    <message>
        <source>Random mask</source>
        <translation>Zufällige Maske</translation>
    </message>
    <message>
        <source>Mask from transparency</source>
        <translation>Maske aus Transparenz</translation>
    </message>
    <message>
        <source>Load mask</source>
        <translation>Maske laden</translation>
    </message>
    <message>
        <source>Masks (*.png *.tif *.tiff *.bmp *.webp *.jpg *.jpeg)</source>
        <translation>Masken (*.png *.tif *.tiff *.bmp *.webp *.jpg *.jpeg)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Cannot load the mask</source>
        <translation>Die Maske lässt sich nicht laden</translation>
    </message>
    <message>
        <source>Load mask {name}</source>
        <translation>Maske {name} laden</translation>
    </message>
    <message>
        <source>Loaded {name}.</source>
        <translation>{name} ist geladen.</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>Unbenannt</translation>
    </message>
    <message>
        <source>Save mask</source>
        <translation>Maske speichern</translation>
    </message>
    <message>
        <source>PNG, lossless (*.png)</source>
        <translation>PNG, verlustfrei (*.png)</translation>
    </message>
    <message>
        <source>Cannot save the mask</source>
        <translation>Die Maske lässt sich nicht speichern</translation>
    </message>
    <message>
        <source>Saved {path}.</source>
        <translation>{path} gespeichert.</translation>
    </message>
    <message>
        <source>{path}: this is the photo itself; give the mask another name.</source>
        <translation>{path}: Das ist das Foto selbst; der Maske einen anderen Namen geben.</translation>
    </message>
    <message>
        <source>Replace file</source>
        <translation>Datei ersetzen</translation>
    </message>
    <message>
        <source>{name} exists already. Replace it?</source>
        <translation>{name} ist schon vorhanden. Ersetzen?</translation>
    </message>
    <message>
        <source>Nothing is masked yet.</source>
        <translation>Noch nichts maskiert.</translation>
    </message>
    <message>
        <source>Cannot change the mask</source>
        <translation>Die Maske lässt sich nicht ändern</translation>
    </message>
</context>
<context>
    <name>MaskDock</name>
    <message>
        <source>Size of the mask</source>
        <translation>Umfang der Maske</translation>
    </message>
    <message>
        <source>Show the mask</source>
        <translation>Die Maske zeigen</translation>
    </message>
    <message>
        <source>Colour of the mask</source>
        <translation>Farbe der Maske</translation>
    </message>
    <message>
        <source>Opacity of the mask</source>
        <translation>Deckkraft der Maske</translation>
    </message>
    <message>
        <source>Nothing is masked yet.</source>
        <translation>Noch nichts maskiert.</translation>
    </message>
    <message>
        <source>{percent} % of the photo in one hole</source>
        <translation>{percent} % des Fotos in einem Loch</translation>
    </message>
    <message>
        <source>{percent} % of the photo in {count} holes</source>
        <translation>{percent} % des Fotos in {count} Löchern</translation>
    </message>
    <message>
        <source>Grow</source>
        <translation>Erweitern</translation>
    </message>
    <message>
        <source>Pixels to grow by</source>
        <translation>Um so viele Pixel erweitern</translation>
    </message>
    <message>
        <source>Make the mask larger on all sides</source>
        <translation>Die Maske nach allen Seiten erweitern</translation>
    </message>
    <message>
        <source>Shrink</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Pixels to shrink by</source>
        <translation>Um so viele Pixel verkleinern</translation>
    </message>
    <message>
        <source>Make the mask smaller on all sides</source>
        <translation>Die Maske von allen Seiten verkleinern</translation>
    </message>
    <message>
        <source>Feather</source>
        <translation>Weiche Kante</translation>
    </message>
    <message>
        <source>Pixels to feather by</source>
        <translation>Breite der weichen Kante in Pixeln</translation>
    </message>
    <message>
        <source>Give the mask a soft edge, outside of what it covers</source>
        <translation>Der Maske eine weiche Kante geben, außerhalb dessen, was sie bedeckt</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>Umkehren</translation>
    </message>
    <message>
        <source>Mask what is free, free what is masked</source>
        <translation>Maskieren, was frei ist, und umgekehrt</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Remove the whole mask</source>
        <translation>Die ganze Maske entfernen</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>Zufällig</translation>
    </message>
    <message>
        <source>Random streaks and blobs, as the networks were trained with</source>
        <translation>Zufällige Streifen und Flecken, wie beim Training der Netze</translation>
    </message>
    <message>
        <source>From alpha</source>
        <translation>Aus Alpha</translation>
    </message>
    <message>
        <source>Mask what is transparent in the photo</source>
        <translation>Maskieren, was im Foto durchsichtig ist</translation>
    </message>
    <message>
        <source>Load...</source>
        <translation>Laden...</translation>
    </message>
    <message>
        <source>Take a picture as mask, white = hole</source>
        <translation>Ein Bild als Maske nehmen, weiß = Loch</translation>
    </message>
    <message>
        <source>Save...</source>
        <translation>Speichern...</translation>
    </message>
    <message>
        <source>Save the mask as lossless PNG</source>
        <translation>Die Maske als verlustfreies PNG speichern</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>Deckkraft</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Cannot allocate memory</source>
        <translation>der Speicher reicht nicht</translation>
    </message>
    <message>
        <source>Device or resource busy</source>
        <translation>Gerät oder Datei ist in Gebrauch</translation>
    </message>
    <message>
        <source>Directory not empty</source>
        <translation>der Ordner ist nicht leer</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>das Kontingent ist aufgebraucht</translation>
    </message>
    <message>
        <source>File exists</source>
        <translation>die Datei gibt es schon</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>der Dateiname ist zu lang</translation>
    </message>
    <message>
        <source>File too large</source>
        <translation>die Datei ist zu groß</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>Ein- oder Ausgabefehler</translation>
    </message>
    <message>
        <source>Invalid argument</source>
        <translation>ungültige Angabe</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>ein Ordner</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>kein Platz mehr auf dem Datenträger</translation>
    </message>
    <message>
        <source>No such device</source>
        <translation>kein solches Gerät</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>Datei oder Ordner nicht gefunden</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>kein Ordner</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>nicht erlaubt</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>keine Berechtigung</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>schreibgeschütztes Dateisystem</translation>
    </message>
    <message>
        <source>Stale file handle</source>
        <translation>die Verbindung zur Datei ist veraltet</translation>
    </message>
    <message>
        <source>Text file busy</source>
        <translation>die Datei wird gerade ausgeführt</translation>
    </message>
    <message>
        <source>Too many levels of symbolic links</source>
        <translation>zu viele Ebenen von Verknüpfungen</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>zu viele offene Dateien</translation>
    </message>
    <message>
        <source>Transport endpoint is not connected</source>
        <translation>keine Verbindung zum Laufwerk</translation>
    </message>
    <message>
        <source>[Errno {0}] {1}: {2!s}</source>
        <translation>[Errno {0}] {1}: {2!s}</translation>
    </message>
    <message>
        <source>16-bit CMYK reduced to 8 bits</source>
        <translation>CMYK von 16 auf 8 Bit verringert</translation>
    </message>
    <message>
        <source>32-bit integers reduced to 16 bits</source>
        <translation>ganze Zahlen von 32 auf 16 Bit verringert</translation>
    </message>
    <message>
        <source>AVIF cannot be opened; convert it to PNG or TIFF</source>
        <translation>AVIF kann nicht geöffnet werden; in PNG oder TIFF umwandeln</translation>
    </message>
    <message>
        <source>Apple GPU</source>
        <translation>GPU von Apple</translation>
    </message>
    <message>
        <source>BMP has no colour profile: converted to sRGB</source>
        <translation>BMP hat kein Farbprofil: in sRGB umgewandelt</translation>
    </message>
    <message>
        <source>CIELAB converted to sRGB</source>
        <translation>CIELAB in sRGB umgewandelt</translation>
    </message>
    <message>
        <source>CIELAB in floating point cannot be read; convert it to RGB first</source>
        <translation>CIELAB in Gleitkommazahlen kann nicht gelesen werden; zuerst in RGB umwandeln</translation>
    </message>
    <message>
        <source>CMYK converted to RGB by its colour profile</source>
        <translation>CMYK nach dem Farbprofil in RGB umgewandelt</translation>
    </message>
    <message>
        <source>CMYK converted to RGB without a colour profile: colours may look different</source>
        <translation>CMYK ohne Farbprofil in RGB umgewandelt: Farben können anders aussehen</translation>
    </message>
    <message>
        <source>CUDA was asked for, but {0}; use the device cpu or auto</source>
        <translation>CUDA ist verlangt, aber {0}; das Gerät cpu oder auto nehmen</translation>
    </message>
    <message>
        <source>EXIF does not fit into {0} and is left out</source>
        <translation>EXIF passt nicht in {0} und fällt weg</translation>
    </message>
    <message>
        <source>GIMP&apos;s XCF</source>
        <translation>XCF von GIMP</translation>
    </message>
    <message>
        <source>MPS was asked for, but this is not a Mac with Apple&apos;s GPU support; use the device cpu or auto</source>
        <translation>MPS ist verlangt, aber das ist kein Mac mit Apples GPU-Unterstützung; das Gerät cpu oder auto nehmen</translation>
    </message>
    <message>
        <source>PNG has 16 bits a channel: reduced from float32, values cut to 0..1</source>
        <translation>PNG hat 16 Bit je Kanal: von float32 verringert, Werte auf 0..1 begrenzt</translation>
    </message>
    <message>
        <source>Partial convolutions</source>
        <translation>Partielle Faltung</translation>
    </message>
    <message>
        <source>Partial convolutions + detail</source>
        <translation>Partielle Faltung + Detail</translation>
    </message>
    <message>
        <source>PatchMatch&apos;s native library cannot be loaded on this machine; take another method</source>
        <translation>die Bibliothek von PatchMatch kann auf diesem Rechner nicht geladen werden; ein anderes Verfahren nehmen</translation>
    </message>
    <message>
        <source>Photoshop&apos;s PSD</source>
        <translation>PSD von Photoshop</translation>
    </message>
    <message>
        <source>Telea (fast marching)</source>
        <translation>Telea (Fast Marching)</translation>
    </message>
    <message>
        <source>a box expands by 0 or more pixels, not {0}</source>
        <translation>ein Rechteck wächst um 0 oder mehr Pixel, nicht um {0}</translation>
    </message>
    <message>
        <source>a box has four numbers</source>
        <translation>ein Rechteck hat vier Zahlen</translation>
    </message>
    <message>
        <source>a box lies outside the photo</source>
        <translation>ein Rechteck liegt außerhalb des Fotos</translation>
    </message>
    <message>
        <source>a brush has a radius above 0, not {0} and {1}</source>
        <translation>ein Pinsel hat einen Radius über 0, nicht {0} und {1}</translation>
    </message>
    <message>
        <source>a ceiling is 1 to 255, not {0}</source>
        <translation>eine Obergrenze liegt zwischen 1 und 255, nicht bei {0}</translation>
    </message>
    <message>
        <source>a comparison is &apos;unlimited&apos; or &apos;limited&apos;, not {0!s}</source>
        <translation>ein Vergleich ist „unlimited“ oder „limited“, nicht {0!s}</translation>
    </message>
    <message>
        <source>a coverage is (H, W) uint8, not {0} {1}</source>
        <translation>eine Deckung ist (H, W) uint8, nicht {0} {1}</translation>
    </message>
    <message>
        <source>a coverage of {0} {1} does not fit {2} uint8</source>
        <translation>eine Deckung von {0} {1} passt nicht zu {2} uint8</translation>
    </message>
    <message>
        <source>a distance is 0 or more pixels, not {0}</source>
        <translation>ein Abstand beträgt 0 oder mehr Pixel, nicht {0}</translation>
    </message>
    <message>
        <source>a hole has the shape (H, W), not {0}</source>
        <translation>ein Loch hat die Form (H, W), nicht {0}</translation>
    </message>
    <message>
        <source>a hole is (H, W) bool, not {0} of shape {1}</source>
        <translation>ein Loch ist (H, W) bool, nicht {0} der Form {1}</translation>
    </message>
    <message>
        <source>a hole is a bool array, not {0}</source>
        <translation>ein Loch ist ein Feld aus bool, nicht aus {0}</translation>
    </message>
    <message>
        <source>a layer has to cover something</source>
        <translation>eine Ebene muss etwas bedecken</translation>
    </message>
    <message>
        <source>a line prefers what was not shown</source>
        <translation>eine Zeile bevorzugt, was nicht gezeigt wurde</translation>
    </message>
    <message>
        <source>a mask is damaged</source>
        <translation>eine Maske ist beschädigt</translation>
    </message>
    <message>
        <source>a mask is no grey PNG of its size</source>
        <translation>eine Maske ist kein graues PNG ihrer Größe</translation>
    </message>
    <message>
        <source>a mask is saved as PNG; give a name that ends in .png</source>
        <translation>eine Maske wird als PNG gespeichert; einen Namen angeben, der auf .png endet</translation>
    </message>
    <message>
        <source>a newer version of the program wrote it</source>
        <translation>eine neuere Version des Programms hat ihn geschrieben</translation>
    </message>
    <message>
        <source>a photo of shape {0} cannot be enlarged; (H, W, 3) and (H, W, 4) can</source>
        <translation>ein Foto der Form {0} kann nicht vergrößert werden; (H, W, 3) und (H, W, 4) können es</translation>
    </message>
    <message>
        <source>a photo of shape {0} cannot be filled; (H, W, 3) and (H, W, 4) can</source>
        <translation>ein Foto der Form {0} kann nicht gefüllt werden, nur (H, W, 3) und (H, W, 4)</translation>
    </message>
    <message>
        <source>a photo of {0} cannot be enlarged; uint8, uint16 and float32 can</source>
        <translation>ein Foto aus {0} kann nicht vergrößert werden; uint8, uint16 und float32 können es</translation>
    </message>
    <message>
        <source>a photo of {0} cannot be filled; uint8, uint16 and float32 can</source>
        <translation>ein Foto aus {0} kann nicht gefüllt werden, nur eines aus uint8, uint16 oder float32</translation>
    </message>
    <message>
        <source>a photo&apos;s pixels are (H, W, 3) or (H, W, 4), not {0}</source>
        <translation>die Pixel eines Fotos sind (H, W, 3) oder (H, W, 4), nicht {0}</translation>
    </message>
    <message>
        <source>a photo&apos;s pixels are uint8, uint16 or float32, not {0}</source>
        <translation>die Pixel eines Fotos sind uint8, uint16 oder float32, nicht {0}</translation>
    </message>
    <message>
        <source>a project&apos;s name ends in {0}</source>
        <translation>der Name eines Projekts endet auf {0}</translation>
    </message>
    <message>
        <source>a radius is 0 or more pixels, not {0}</source>
        <translation>ein Radius beträgt 0 oder mehr Pixel, nicht {0}</translation>
    </message>
    <message>
        <source>a resolution has two numbers</source>
        <translation>eine Auflösung hat zwei Zahlen</translation>
    </message>
    <message>
        <source>an extra channel of unknown meaning is taken as transparency</source>
        <translation>ein weiterer Kanal unbekannter Bedeutung wird als Transparenz genommen</translation>
    </message>
    <message>
        <source>an id is letters and digits</source>
        <translation>eine Kennung besteht aus Buchstaben und Ziffern</translation>
    </message>
    <message>
        <source>animated: first frame used</source>
        <translation>animiert: das erste Bild wird genommen</translation>
    </message>
    <message>
        <source>batch_norm {0!s}: &apos;paper&apos;, &apos;none&apos; or &apos;from-first&apos; are possible</source>
        <translation>batch_norm {0!s}: „paper“, „none“ und „from-first“ sind möglich</translation>
    </message>
    <message>
        <source>besides weights it holds objects that could run code, and these are never opened, or it is damaged; save the network&apos;s state_dict alone and import that</source>
        <translation>sie enthält außer Gewichten Objekte, die Code ausführen könnten und nie geöffnet werden, oder sie ist beschädigt; nur das state_dict des Netzes speichern und das importieren</translation>
    </message>
    <message>
        <source>cannot be read ({0}); check it</source>
        <translation>kann nicht gelesen werden ({0}); die Datei prüfen</translation>
    </message>
    <message>
        <source>cannot be read ({0}); check the disk</source>
        <translation>kann nicht gelesen werden ({0}); den Datenträger prüfen</translation>
    </message>
    <message>
        <source>cannot be read ({0}); check the disk and the name</source>
        <translation>kann nicht gelesen werden ({0}); Datenträger und Namen prüfen</translation>
    </message>
    <message>
        <source>cannot be saved as {0}; try PNG or TIFF</source>
        <translation>kann nicht als {0} gespeichert werden; PNG oder TIFF versuchen</translation>
    </message>
    <message>
        <source>cannot be saved: this is a folder; give a file name</source>
        <translation>kann nicht gespeichert werden: das ist ein Ordner; einen Dateinamen angeben</translation>
    </message>
    <message>
        <source>cannot be saved: {0}</source>
        <translation>kann nicht gespeichert werden: {0}</translation>
    </message>
    <message>
        <source>cannot save as &apos;{0}&apos;; use one of {1}</source>
        <translation>als „{0}“ kann nicht gespeichert werden; eines von diesen nehmen: {1}</translation>
    </message>
    <message>
        <source>choose at least two methods, or one to compare with the ground truth</source>
        <translation>mindestens zwei Verfahren wählen, oder eines zum Vergleich mit dem Original</translation>
    </message>
    <message>
        <source>convolution {0!s}: &apos;partial&apos; or &apos;plain&apos; are possible</source>
        <translation>convolution {0!s}: „partial“ und „plain“ sind möglich</translation>
    </message>
    <message>
        <source>conv{0}.conv.weight is missing</source>
        <translation>conv{0}.conv.weight fehlt</translation>
    </message>
    <message>
        <source>cut short</source>
        <translation>abgeschnitten</translation>
    </message>
    <message>
        <source>developed from camera RAW with the camera&apos;s white balance</source>
        <translation>aus dem RAW der Kamera mit deren Weißabgleich entwickelt</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>empty box: {0}, {1}, {2}, {3}</source>
        <translation>leeres Rechteck: {0}, {1}, {2}, {3}</translation>
    </message>
    <message>
        <source>enlarging</source>
        <translation>vergrößern</translation>
    </message>
    <message>
        <source>enlarged it would have {0} x {1} pixels, {2} megapixels, and take {3} GB of memory; {4} megapixels are possible: choose a smaller factor</source>
        <translation>vergrößert hätte es {0} x {1} Pixel, {2} Megapixel, und brauchte {3} GB Speicher; möglich sind {4} Megapixel: einen kleineren Faktor wählen</translation>
    </message>
    <message>
        <source>BatchNorm after the first convolution as well</source>
        <translation>BatchNorm auch nach der ersten Faltung</translation>
    </message>
    <message>
        <source>BatchNorm was never part of the network</source>
        <translation>BatchNorm war nie Teil des Netzes</translation>
    </message>
    <message>
        <source>IPTC does not fit into {0} and is left out</source>
        <translation>IPTC passt nicht in {0} und fällt weg</translation>
    </message>
    <message>
        <source>XMP does not fit into {0} and is left out</source>
        <translation>XMP passt nicht in {0} und fällt weg</translation>
    </message>
    <message>
        <source>a tanh after the last one, so that not every colour can be reached</source>
        <translation>ein tanh nach der letzten, so dass nicht jede Farbe erreichbar ist</translation>
    </message>
    <message>
        <source>an eighth stage is stored and never used: left out</source>
        <translation>eine achte Stufe ist gespeichert und nie benutzt: weggelassen</translation>
    </message>
    <message>
        <source>biases before BatchNorm, whose epsilon is 0.001: folded into its statistics</source>
        <translation>Bias vor BatchNorm, dessen Epsilon 0,001 ist: in dessen Statistik eingerechnet</translation>
    </message>
    <message>
        <source>channels in the order blue, green, red: turned in the weights</source>
        <translation>Kanäle in der Folge Blau, Grün, Rot: in den Gewichten umgestellt</translation>
    </message>
    <message>
        <source>copying their pixels</source>
        <translation>kopiert deren Pixel</translation>
    </message>
    <message>
        <source>divides by sum(M) without sum(1): folded into the weights</source>
        <translation>teilt durch sum(M) ohne sum(1): in die Gewichte eingerechnet</translation>
    </message>
    <message>
        <source>enlarging to {0} x {1} pixels takes {2} GB of memory and {3} GB are free; close other programs or choose a smaller factor</source>
        <translation>das Vergrößern auf {0} x {1} Pixel braucht {2} GB Speicher, und {3} GB sind frei; andere Programme schließen oder einen kleineren Faktor wählen</translation>
    </message>
    <message>
        <source>extra channels are not kept</source>
        <translation>weitere Kanäle fallen weg</translation>
    </message>
    <message>
        <source>factor {0}: 2 to 8 are possible</source>
        <translation>Faktor {0}: möglich sind 2 bis 8</translation>
    </message>
    <message>
        <source>further pictures in the file (a gain map or second view) are not kept</source>
        <translation>weitere Bilder in der Datei (eine Gain-Map oder zweite Ansicht) fallen weg</translation>
    </message>
    <message>
        <source>further pictures in the file are not kept</source>
        <translation>weitere Bilder in der Datei fallen weg</translation>
    </message>
    <message>
        <source>get the file again</source>
        <translation>die Datei neu besorgen</translation>
    </message>
    <message>
        <source>give the longer side or the scale of an export, not both</source>
        <translation>für einen Export die längere Seite oder den Maßstab angeben, nicht beides</translation>
    </message>
    <message>
        <source>hardness is 0 to 1, not {0}</source>
        <translation>die Härte liegt zwischen 0 und 1, nicht bei {0}</translation>
    </message>
    <message>
        <source>head {0!s}: &apos;linear&apos;, &apos;tanh&apos; or &apos;pointwise&apos; are possible</source>
        <translation>head {0!s}: „linear“, „tanh“ und „pointwise“ sind möglich</translation>
    </message>
    <message>
        <source>hole {0} of {1}</source>
        <translation>Loch {0} von {1}</translation>
    </message>
    <message>
        <source>it cannot be read</source>
        <translation>er kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>it has {0} partial convolutions and {1} norms in the decoder, and two for each stage, and one less, belong there</source>
        <translation>im Decoder sind {0} partielle Faltungen und {1} Normalisierungen; dorthin gehören zwei je Stufe und eine weniger</translation>
    </message>
    <message>
        <source>it holds more than named tensors where the weights should be; {0}</source>
        <translation>wo die Gewichte sein sollten, steht mehr als benannte Tensoren; {0}</translation>
    </message>
    <message>
        <source>it holds one {0} and no table of weights; save the network&apos;s state_dict and import that</source>
        <translation>sie enthält {0} und keine Tabelle von Gewichten; das state_dict des Netzes speichern und das importieren</translation>
    </message>
    <message>
        <source>it is no JSON</source>
        <translation>er ist kein JSON</translation>
    </message>
    <message>
        <source>it is no record of a model</source>
        <translation>er ist kein Steckbrief eines Modells</translation>
    </message>
    <message>
        <source>it is open in another window; close that one first</source>
        <translation>es ist in einem anderen Fenster offen; zuerst jenes schließen</translation>
    </message>
    <message>
        <source>it was made by a newer version ({0}); update PConv Studio</source>
        <translation>es stammt von einer neueren Version ({0}); PConv Studio aktualisieren</translation>
    </message>
    <message>
        <source>its channels do not fit its colour model; convert it to RGB</source>
        <translation>die Kanäle passen nicht zum Farbmodell; in RGB umwandeln</translation>
    </message>
    <message>
        <source>its colour mode ({0}) cannot be read; convert it to RGB first</source>
        <translation>der Farbmodus ({0}) kann nicht gelesen werden; zuerst in RGB umwandeln</translation>
    </message>
    <message>
        <source>its colour model cannot be read at this depth; convert it to RGB</source>
        <translation>das Farbmodell kann bei dieser Farbtiefe nicht gelesen werden; in RGB umwandeln</translation>
    </message>
    <message>
        <source>its colour profile cannot be used; convert it to sRGB first</source>
        <translation>das Farbprofil ist nicht brauchbar; zuerst in sRGB umwandeln</translation>
    </message>
    <message>
        <source>its colour profile does not describe RGB and is ignored</source>
        <translation>das Farbprofil beschreibt kein RGB und wird nicht beachtet</translation>
    </message>
    <message>
        <source>its colour space is given by numbers only: colours may look different</source>
        <translation>der Farbraum ist nur durch Zahlen angegeben: Farben können anders aussehen</translation>
    </message>
    <message>
        <source>its compression cannot be read at this depth; save it uncompressed</source>
        <translation>die Komprimierung kann bei dieser Farbtiefe nicht gelesen werden; unkomprimiert speichern</translation>
    </message>
    <message>
        <source>its mask {0} is to be filled as well; put the masks into a folder of their own</source>
        <translation>seine Maske {0} soll selbst gefüllt werden; die Masken in einen eigenen Ordner legen</translation>
    </message>
    <message>
        <source>its metadata is damaged ({0}); get the file again</source>
        <translation>die Metadaten sind beschädigt ({0}); die Datei neu besorgen</translation>
    </message>
    <message>
        <source>its numbers are stored in a way that Keras does not use; {0} from the repository it belongs to</source>
        <translation>die Zahlen sind gespeichert, wie Keras es nicht tut; {0}, aus dem zugehörigen Repository</translation>
    </message>
    <message>
        <source>its parts are compressed, which torch does not do and which could fill the memory; {0} from the repository it belongs to</source>
        <translation>die Teile sind komprimiert, was torch nicht tut und was den Speicher füllen könnte; {0}, aus dem zugehörigen Repository</translation>
    </message>
    <message>
        <source>its record is damaged ({0})</source>
        <translation>der Steckbrief ist beschädigt ({0})</translation>
    </message>
    <message>
        <source>its sample type ({0}) cannot be read; save it as 16-bit TIFF</source>
        <translation>die Art der Werte ({0}) kann nicht gelesen werden; als TIFF mit 16 Bit speichern</translation>
    </message>
    <message>
        <source>its weights are missing</source>
        <translation>die Gewichte fehlen</translation>
    </message>
    <message>
        <source>its {0} tensors are named as in no repository known here ({1}); import a file of one of these</source>
        <translation>die {0} Tensoren heißen wie in keinem der bekannten Repositorys ({1}); eine Datei aus einem von diesen importieren</translation>
    </message>
    <message>
        <source>kernels {0}: odd sides from 1 up are possible</source>
        <translation>kernels {0}: ungerade Seiten ab 1 sind möglich</translation>
    </message>
    <message>
        <source>kernels {0}: one for each of {1} stages fits</source>
        <translation>kernels {0}: einer für jede der {1} Stufen passt</translation>
    </message>
    <message>
        <source>may not be read; change the file&apos;s permissions</source>
        <translation>darf nicht gelesen werden; die Rechte der Datei ändern</translation>
    </message>
    <message>
        <source>mean and std hold three values each, std above 0</source>
        <translation>mean und std haben je drei Werte, std über 0</translation>
    </message>
    <message>
        <source>memory ran out; the network worked on tiles of {0} pixels</source>
        <translation>der Speicher reichte nicht; das Netz hat in Kacheln von {0} Pixeln gearbeitet</translation>
    </message>
    <message>
        <source>more layers than a project can have</source>
        <translation>mehr Ebenen, als ein Projekt haben kann</translation>
    </message>
    <message>
        <source>neither a model ({0}) nor a file of weights</source>
        <translation>weder ein Modell ({0}) noch eine Datei mit Gewichten</translation>
    </message>
    <message>
        <source>neither a model that comes with the program ({0}) nor a file of weights</source>
        <translation>weder ein mitgeliefertes Modell ({0}) noch eine Datei mit Gewichten</translation>
    </message>
    <message>
        <source>neither a model that comes with the program ({0}), nor one of your own ({1}), nor a file of weights</source>
        <translation>weder ein mitgeliefertes Modell ({0}) noch ein eigenes ({1}) noch eine Datei mit Gewichten</translation>
    </message>
    <message>
        <source>neither a model that enlarges ({0}) nor a file of weights</source>
        <translation>weder ein Modell, das vergrößert ({0}), noch eine Datei mit Gewichten</translation>
    </message>
    <message>
        <source>neither true nor false</source>
        <translation>weder wahr noch falsch</translation>
    </message>
    <message>
        <source>nested too deeply</source>
        <translation>zu tief verschachtelt</translation>
    </message>
    <message>
        <source>network, {0} x {1} pixels</source>
        <translation>Netz, {0} × {1} Pixel</translation>
    </message>
    <message>
        <source>no answers of a blind comparison ({0})</source>
        <translation>keine Antworten eines Blindvergleichs ({0})</translation>
    </message>
    <message>
        <source>no mask</source>
        <translation>keine Maske</translation>
    </message>
    <message>
        <source>no mask of {0}x{1} with a hole share in {2} in 200 tries; widen the range</source>
        <translation>in 200 Versuchen keine Maske von {0} × {1} mit einem Lochanteil in {2}; den Bereich erweitern</translation>
    </message>
    <message>
        <source>no model is trained for a factor of {0}: it was enlarged by {1}, then reduced</source>
        <translation>für den Faktor {0} ist kein Modell trainiert: vergrößert wurde um {1}, dann verkleinert</translation>
    </message>
    <message>
        <source>no model is trained for a factor of {0}: it was enlarged in {1}</source>
        <translation>für den Faktor {0} ist kein Modell trainiert: vergrößert wurde in {1}</translation>
    </message>
    <message>
        <source>no results to compare; make them by &apos;pconv evaluate ... --save-pictures&apos; and choose its folder &apos;pictures&apos;</source>
        <translation>keine Ergebnisse zum Vergleichen; sie mit „pconv evaluate ... --save-pictures“ herstellen und dessen Ordner „pictures“ wählen</translation>
    </message>
    <message>
        <source>no settings in it</source>
        <translation>darin sind keine Einstellungen</translation>
    </message>
    <message>
        <source>no text</source>
        <translation>kein Text</translation>
    </message>
    <message>
        <source>no usable NVIDIA GPU was found</source>
        <translation>keine brauchbare GPU von NVIDIA wurde gefunden</translation>
    </message>
    <message>
        <source>no {0} lies in this folder; name a file of weights</source>
        <translation>in diesem Ordner liegt kein {0}; eine Datei mit Gewichten angeben</translation>
    </message>
    <message>
        <source>not a JSON object</source>
        <translation>kein Objekt in JSON</translation>
    </message>
    <message>
        <source>not enough memory to open it; close other programs</source>
        <translation>der Speicher reicht zum Öffnen nicht; andere Programme schließen</translation>
    </message>
    <message>
        <source>not enough memory to open it; close other programs or make it smaller</source>
        <translation>der Speicher reicht zum Öffnen nicht; andere Programme schließen oder das Foto verkleinern</translation>
    </message>
    <message>
        <source>not enough memory to save it; close other programs</source>
        <translation>der Speicher reicht zum Speichern nicht; andere Programme schließen</translation>
    </message>
    <message>
        <source>not packed tiles</source>
        <translation>keine gepackten Kacheln</translation>
    </message>
    <message>
        <source>origin is empty; it names a repository</source>
        <translation>origin ist leer; dort steht ein Repository</translation>
    </message>
    <message>
        <source>outputs_img.kernel is missing</source>
        <translation>outputs_img.kernel fehlt</translation>
    </message>
    <message>
        <source>packed data are damaged</source>
        <translation>gepackte Daten sind beschädigt</translation>
    </message>
    <message>
        <source>palette expanded to full colour</source>
        <translation>Palette in volle Farben umgewandelt</translation>
    </message>
    <message>
        <source>parameters is missing</source>
        <translation>parameters fehlt</translation>
    </message>
    <message>
        <source>pass {0} of {1}, tile {2} of {3}</source>
        <translation>Durchgang {0} von {1}, Kachel {2} von {3}</translation>
    </message>
    <message>
        <source>pixels are no npy file</source>
        <translation>Pixel sind keine npy-Datei</translation>
    </message>
    <message>
        <source>pixels are not of the size they should have</source>
        <translation>Pixel haben nicht die Größe, die sie haben sollten</translation>
    </message>
    <message>
        <source>premultiplied transparency undone</source>
        <translation>vormultiplizierte Transparenz zurückgerechnet</translation>
    </message>
    <message>
        <source>preset {0!s}: known are {1}</source>
        <translation>preset {0!s}: bekannt sind {1}</translation>
    </message>
    <message>
        <source>reading .h5 files needs h5py; install it with &apos;pip install h5py&apos;</source>
        <translation>zum Lesen von .h5-Dateien gehört h5py; mit „pip install h5py“ installieren</translation>
    </message>
    <message>
        <source>resizing</source>
        <translation>Größe ändern</translation>
    </message>
    <message>
        <source>searching patches</source>
        <translation>sucht passende Stellen</translation>
    </message>
    <message>
        <source>seven stages each way</source>
        <translation>sieben Stufen hinab und sieben hinauf</translation>
    </message>
    <message>
        <source>several pages: first one used</source>
        <translation>mehrere Seiten: die erste wird genommen</translation>
    </message>
    <message>
        <source>sizes below 0</source>
        <translation>Größen unter 0</translation>
    </message>
    <message>
        <source>strides are 2 or more, channels 1 or more, the trunk 0 or more</source>
        <translation>Schrittweiten sind 2 oder mehr, Kanäle 1 oder mehr, der Stamm 0 oder mehr</translation>
    </message>
    <message>
        <source>strides {0} and channels {1}: one for each of the {2} stages fits</source>
        <translation>Schrittweiten {0} und Kanäle {1}: für jede der {2} Stufen passt je ein Wert</translation>
    </message>
    <message>
        <source>strides {0}: the first few multiply to {1}</source>
        <translation>Schrittweiten {0}: das Produkt der ersten ist {1}</translation>
    </message>
    <message>
        <source>super-resolution has partial convolutions only</source>
        <translation>zum Vergrößern gibt es nur partielle Faltungen</translation>
    </message>
    <message>
        <source>that is the mask itself, which is never overwritten; give another -o</source>
        <translation>das ist die Maske selbst, die nie ersetzt wird; ein anderes Ziel (-o) angeben</translation>
    </message>
    <message>
        <source>that is the photo itself, which is never overwritten; give another -o</source>
        <translation>das ist das Foto selbst, das nie ersetzt wird; ein anderes Ziel (-o) angeben</translation>
    </message>
    <message>
        <source>the answer cannot be written ({0}); choose another file</source>
        <translation>die Antwort kann nicht geschrieben werden ({0}); eine andere Datei wählen</translation>
    </message>
    <message>
        <source>the bundled weights are missing or damaged; install the program again</source>
        <translation>die mitgelieferten Gewichte fehlen oder sind beschädigt; das Programm neu installieren</translation>
    </message>
    <message>
        <source>the camera&apos;s RAW file cannot be developed; convert it to DNG or TIFF</source>
        <translation>die RAW-Datei der Kamera kann nicht entwickelt werden; in DNG oder TIFF umwandeln</translation>
    </message>
    <message>
        <source>the camera&apos;s RAW file is damaged or of an unknown kind; convert it to DNG or TIFF</source>
        <translation>die RAW-Datei der Kamera ist beschädigt oder von unbekannter Art; in DNG oder TIFF umwandeln</translation>
    </message>
    <message>
        <source>the coverage is not of the photo&apos;s size</source>
        <translation>die Deckung hat nicht die Größe des Fotos</translation>
    </message>
    <message>
        <source>the device {0} ran out of memory; the work went on on the CPU</source>
        <translation>der Speicher des Geräts {0} reichte nicht; die Arbeit ging auf der CPU weiter</translation>
    </message>
    <message>
        <source>the disk is full; free some space or choose another folder</source>
        <translation>der Datenträger ist voll; Platz schaffen oder einen anderen Ordner wählen</translation>
    </message>
    <message>
        <source>the disk quota is used up; free some space or choose another folder</source>
        <translation>das Kontingent auf dem Datenträger ist aufgebraucht; Platz schaffen oder einen anderen Ordner wählen</translation>
    </message>
    <message>
        <source>the encoder&apos;s features come first where two are concatenated: turned in the weights</source>
        <translation>die Merkmale des Encoders kommen zuerst, wo zwei verkettet werden: in den Gewichten umgestellt</translation>
    </message>
    <message>
        <source>the factor {0} is not possible; choose a whole number from 2 to 8</source>
        <translation>der Faktor {0} ist nicht möglich; eine ganze Zahl von 2 bis 8 wählen</translation>
    </message>
    <message>
        <source>the file ends too early</source>
        <translation>die Datei endet zu früh</translation>
    </message>
    <message>
        <source>the file exists already; choose another name or allow overwriting</source>
        <translation>die Datei gibt es schon; einen anderen Namen wählen oder das Ersetzen erlauben</translation>
    </message>
    <message>
        <source>the file has {0} GB, more than any network known here; choose a file of weights</source>
        <translation>die Datei hat {0} GB, mehr als jedes bekannte Netz; eine Datei mit Gewichten wählen</translation>
    </message>
    <message>
        <source>the file holds a picture without pixels; get a fresh copy</source>
        <translation>die Datei enthält ein Bild ohne Pixel; eine neue Kopie holen</translation>
    </message>
    <message>
        <source>the file is damaged ({0}); {1}</source>
        <translation>die Datei ist beschädigt ({0}); {1}</translation>
    </message>
    <message>
        <source>the file is damaged or cut short; get a fresh copy</source>
        <translation>die Datei ist beschädigt oder abgeschnitten; eine neue Kopie holen</translation>
    </message>
    <message>
        <source>the file is damaged or not a project; use another copy</source>
        <translation>die Datei ist beschädigt oder kein Projekt; eine andere Kopie nehmen</translation>
    </message>
    <message>
        <source>the file is empty; get a fresh copy</source>
        <translation>die Datei ist leer; eine neue Kopie holen</translation>
    </message>
    <message>
        <source>the file is too large for this disk; choose another folder</source>
        <translation>die Datei ist zu groß für diesen Datenträger; einen anderen Ordner wählen</translation>
    </message>
    <message>
        <source>the folder does not exist; create it or choose another one</source>
        <translation>den Ordner gibt es nicht; ihn anlegen oder einen anderen wählen</translation>
    </message>
    <message>
        <source>the folder is read-only; choose another folder</source>
        <translation>der Ordner ist schreibgeschützt; einen anderen Ordner wählen</translation>
    </message>
    <message>
        <source>the folder may not be written to; choose another folder</source>
        <translation>in den Ordner darf nicht geschrieben werden; einen anderen Ordner wählen</translation>
    </message>
    <message>
        <source>the hole covers all there is to see: nothing is left to fill it from; make it smaller</source>
        <translation>das Loch bedeckt alles, was zu sehen ist: Nichts bleibt, um es zu füllen; es verkleinern</translation>
    </message>
    <message>
        <source>the hole has {0} pixels, the photo {1}; draw or load a mask of the photo&apos;s size</source>
        <translation>das Loch hat {0} Pixel, das Foto {1}; eine Maske von der Größe des Fotos zeichnen oder laden</translation>
    </message>
    <message>
        <source>the hole is {0} of {1} pixels, the photo has {2}; draw or load a mask of the photo&apos;s size</source>
        <translation>das Loch ist {0} von {1} Pixeln, das Foto hat {2}; eine Maske von der Größe des Fotos zeichnen oder laden</translation>
    </message>
    <message>
        <source>the hole is {0} pixels deep: it was filled from coarse to fine in {1} steps</source>
        <translation>das Loch ist {0} Pixel tief: Es wurde in {1} Schritten von grob nach fein gefüllt</translation>
    </message>
    <message>
        <source>the hole&apos;s colour is &apos;white&apos; or &apos;black&apos;, not &apos;{0}&apos;</source>
        <translation>die Farbe des Lochs ist „white“ oder „black“, nicht „{0}“</translation>
    </message>
    <message>
        <source>the last bias is added in holes too; LeakyReLU, a 1 x 1 convolution and a sigmoid follow</source>
        <translation>der letzte Bias wird auch in Löchern addiert; LeakyReLU, eine Faltung mit 1 x 1 und ein Sigmoid folgen</translation>
    </message>
    <message>
        <source>the last convolution&apos;s result is multiplied by sum(1) / sum(M) twice</source>
        <translation>das Ergebnis der letzten Faltung wird zweimal mit sum(1) / sum(M) multipliziert</translation>
    </message>
    <message>
        <source>the layer {0!s} does not fit the photo</source>
        <translation>die Ebene {0!s} passt nicht zum Foto</translation>
    </message>
    <message>
        <source>the longer side has 1 pixel or more, not {0}</source>
        <translation>die längere Seite hat 1 Pixel oder mehr, nicht {0}</translation>
    </message>
    <message>
        <source>the mask has no hole; paint what must go in black, or say --hole white</source>
        <translation>die Maske hat kein Loch; schwarz übermalen, was weg soll, oder Weiß als Farbe des Lochs angeben (--hole white)</translation>
    </message>
    <message>
        <source>the mask has no hole; paint what must go in white, or say --hole black</source>
        <translation>die Maske hat kein Loch; weiß übermalen, was weg soll, oder Schwarz als Farbe des Lochs angeben (--hole black)</translation>
    </message>
    <message>
        <source>the mask has one colour only; its transparency is used</source>
        <translation>die Maske hat nur eine Farbe; ihre Transparenz wird genommen</translation>
    </message>
    <message>
        <source>the mask is not purely black and white; thresholded at 128 of 255</source>
        <translation>die Maske ist nicht rein schwarz und weiß; bei 128 von 255 getrennt</translation>
    </message>
    <message>
        <source>the mask is {0} x {1} pixels, the photo {2} x {3}; export the mask at the photo&apos;s size</source>
        <translation>die Maske hat {0} × {1} Pixel, das Foto {2} × {3}; die Maske in der Größe des Fotos exportieren</translation>
    </message>
    <message>
        <source>the mask&apos;s transparency is ignored</source>
        <translation>die Transparenz der Maske wird nicht beachtet</translation>
    </message>
    <message>
        <source>the method {0!s} cannot be loaded ({1}); install what it needs</source>
        <translation>das Verfahren {0!s} kann nicht geladen werden ({1}); installieren, was es braucht</translation>
    </message>
    <message>
        <source>the method {0!s} does not use the network, so its holes have no depth; {1} do</source>
        <translation>das Verfahren {0!s} nutzt das Netz nicht, also haben seine Löcher keine Tiefe; mit {1} haben sie eine</translation>
    </message>
    <message>
        <source>the method {0} takes no model; leave the model out, or use {1}</source>
        <translation>die Methode {0} braucht kein Modell; das Modell weglassen oder {1} nehmen</translation>
    </message>
    <message>
        <source>the model cannot be deleted ({0}); close the programs that use it</source>
        <translation>das Modell kann nicht gelöscht werden ({0}); die Programme schließen, die es nutzen</translation>
    </message>
    <message>
        <source>the model cannot be renamed ({0}); close the programs that use it</source>
        <translation>das Modell kann nicht umbenannt werden ({0}); die Programme schließen, die es nutzen</translation>
    </message>
    <message>
        <source>the model cannot be stored ({0}); free some space, or check the folder</source>
        <translation>das Modell kann nicht abgelegt werden ({0}); Platz schaffen oder den Ordner prüfen</translation>
    </message>
    <message>
        <source>the monitor profile cannot be read ({0}); choose another one in the preferences</source>
        <translation>das Monitorprofil kann nicht gelesen werden ({0}); in den Einstellungen ein anderes wählen</translation>
    </message>
    <message>
        <source>the name &apos;{0}&apos; comes to nothing; use {{name}} in it</source>
        <translation>vom Namen „{0}“ bleibt nichts übrig; {{name}} darin verwenden</translation>
    </message>
    <message>
        <source>the name &apos;{0}&apos; has a brace too few or too many; write {{{{ for a brace itself</source>
        <translation>im Namen „{0}“ ist eine geschweifte Klammer zu wenig oder zu viel; für die Klammer selbst {{{{ schreiben</translation>
    </message>
    <message>
        <source>the name is not valid</source>
        <translation>der Name ist nicht gültig</translation>
    </message>
    <message>
        <source>the name is too long; choose a shorter one</source>
        <translation>der Name ist zu lang; einen kürzeren wählen</translation>
    </message>
    <message>
        <source>the name {0!s} in it leads out of the file; PConv Studio has not made it</source>
        <translation>der Name {0!s} darin führt aus der Datei hinaus; sie stammt nicht von PConv Studio</translation>
    </message>
    <message>
        <source>the network&apos;s configuration is {0!s}, not a table of fields</source>
        <translation>der Aufbau des Netzes ist {0!s}, keine Tabelle von Feldern</translation>
    </message>
    <message>
        <source>the photo cannot be read any more; {0}</source>
        <translation>das Foto kann nicht mehr gelesen werden; {0}</translation>
    </message>
    <message>
        <source>the photo has been changed by another program; {0}</source>
        <translation>das Foto wurde von einem anderen Programm geändert; {0}</translation>
    </message>
    <message>
        <source>the photo has no transparency; paint the mask instead</source>
        <translation>das Foto hat keine Transparenz; die Maske stattdessen malen</translation>
    </message>
    <message>
        <source>the photo in it cannot be opened: {0}</source>
        <translation>das Foto darin kann nicht geöffnet werden: {0}</translation>
    </message>
    <message>
        <source>the photo is decoded slightly differently now than when it was saved</source>
        <translation>das Foto wird jetzt etwas anders decodiert als beim Speichern</translation>
    </message>
    <message>
        <source>the photo is not the one that was saved</source>
        <translation>das Foto ist nicht das gespeicherte</translation>
    </message>
    <message>
        <source>the pictures differ in size: {0} and {1}</source>
        <translation>die Bilder sind verschieden groß: {0} und {1}</translation>
    </message>
    <message>
        <source>the pixels as they were opened are kept instead</source>
        <translation>stattdessen bleiben die Pixel, wie sie geöffnet wurden</translation>
    </message>
    <message>
        <source>the pixels cannot be kept: {0} is reached by resizing; choose another factor</source>
        <translation>die Pixel können nicht erhalten bleiben: {0} wird durch Größenänderung erreicht; einen anderen Faktor wählen</translation>
    </message>
    <message>
        <source>the pixels cannot be kept: {0} only resizes; use {1}</source>
        <translation>die Pixel können nicht bleiben: {0} ändert nur die Größe; {1} nehmen</translation>
    </message>
    <message>
        <source>the project is damaged ({0}); use another copy</source>
        <translation>das Projekt ist beschädigt ({0}); eine andere Kopie nehmen</translation>
    </message>
    <message>
        <source>the quality is a number from 1 to 100, not {0}</source>
        <translation>die Qualität ist eine Zahl von 1 bis 100, nicht {0}</translation>
    </message>
    <message>
        <source>the scale is a number above 0, not {0}</source>
        <translation>der Maßstab ist eine Zahl über 0, nicht {0}</translation>
    </message>
    <message>
        <source>the system refused</source>
        <translation>das System lehnt es ab</translation>
    </message>
    <message>
        <source>the third window has 3 x 3 pixels, not 5 x 5</source>
        <translation>das dritte Fenster hat 3 x 3 Pixel, nicht 5 x 5</translation>
    </message>
    <message>
        <source>the weights cannot be imported: {0}; get the file again from the repository it belongs to</source>
        <translation>die Gewichte können nicht importiert werden: {0}; die Datei neu aus dem zugehörigen Repository besorgen</translation>
    </message>
    <message>
        <source>the weights do not fit the configuration in the file ({0}); get the file again</source>
        <translation>die Gewichte passen nicht zum Aufbau in der Datei ({0}); die Datei neu besorgen</translation>
    </message>
    <message>
        <source>the weights hold NaN or Inf; take an earlier checkpoint</source>
        <translation>die Gewichte enthalten NaN oder Inf; einen früheren Stand nehmen</translation>
    </message>
    <message>
        <source>the weights of {0} are not those that were imported; delete the model and import it again</source>
        <translation>die Gewichte von {0} sind nicht die importierten; das Modell löschen und neu importieren</translation>
    </message>
    <message>
        <source>the window is counted without its channels, so outputs are 1 / C of Eq. 1: folded into the weights</source>
        <translation>das Fenster wird ohne seine Kanäle gezählt, die Ergebnisse sind also 1 / C von Gl. 1: in die Gewichte eingerechnet</translation>
    </message>
    <message>
        <source>the work that was backed up cannot be opened ({0}); its files are in {1!s}</source>
        <translation>die gesicherte Arbeit kann nicht geöffnet werden ({0}); ihre Dateien liegen in {1!s}</translation>
    </message>
    <message>
        <source>there are no photos in this folder; give a folder that holds some</source>
        <translation>in diesem Ordner sind keine Fotos; einen Ordner mit Fotos angeben</translation>
    </message>
    <message>
        <source>there are none</source>
        <translation>es gibt keine</translation>
    </message>
    <message>
        <source>there are {0}</source>
        <translation>es gibt {0}</translation>
    </message>
    <message>
        <source>there is a file of that name already; give another -o, or --overwrite</source>
        <translation>eine Datei dieses Namens gibt es schon; ein anderes Ziel (-o) angeben oder das Ersetzen erlauben (--overwrite)</translation>
    </message>
    <message>
        <source>there is a layer {0} already</source>
        <translation>eine Ebene {0} gibt es schon</translation>
    </message>
    <message>
        <source>there is a model {0!s} already; choose another name, or delete it</source>
        <translation>ein Modell {0!s} gibt es schon; einen anderen Namen wählen oder es löschen</translation>
    </message>
    <message>
        <source>there is no device {0!s}; there are {1}</source>
        <translation>ein Gerät {0!s} gibt es nicht; es gibt {1}</translation>
    </message>
    <message>
        <source>there is no export format &apos;{0}&apos;; use one of {1}</source>
        <translation>ein Exportformat „{0}“ gibt es nicht; eines von diesen nehmen: {1}</translation>
    </message>
    <message>
        <source>there is no method {0!s}; there are {1}</source>
        <translation>ein Verfahren {0!s} gibt es nicht; es gibt {1}</translation>
    </message>
    <message>
        <source>there is no model that enlarges; install the program again</source>
        <translation>es gibt kein Modell, das vergrößert; das Programm neu installieren</translation>
    </message>
    <message>
        <source>there is no such file; &apos;pconv models list&apos; names the models at hand</source>
        <translation>diese Datei gibt es nicht; „pconv models list“ nennt die vorhandenen Modelle</translation>
    </message>
    <message>
        <source>there is no such file; check the name</source>
        <translation>diese Datei gibt es nicht; den Namen prüfen</translation>
    </message>
    <message>
        <source>there is no such file; check the name and the folder</source>
        <translation>diese Datei gibt es nicht; Name und Ordner prüfen</translation>
    </message>
    <message>
        <source>there is no such folder of pictures</source>
        <translation>diesen Ordner mit Bildern gibt es nicht</translation>
    </message>
    <message>
        <source>there is not enough memory to enlarge this; close other programs</source>
        <translation>der Speicher reicht nicht, um das zu vergrößern; andere Programme schließen</translation>
    </message>
    <message>
        <source>there is not enough memory to fill this hole; close other programs</source>
        <translation>der Speicher reicht für dieses Loch nicht; andere Programme schließen</translation>
    </message>
    <message>
        <source>these weights enlarge pictures; choose a model that fills holes</source>
        <translation>diese Gewichte vergrößern Bilder; ein Modell wählen, das Löcher füllt</translation>
    </message>
    <message>
        <source>these weights fill holes and do not enlarge; choose one of the models that do</source>
        <translation>diese Gewichte füllen Löcher und vergrößern nicht; eines der Modelle wählen, die es tun</translation>
    </message>
    <message>
        <source>these weights were not made by PConv Studio; take them in first, with &apos;pconv models import&apos;</source>
        <translation>diese Gewichte stammen nicht von PConv Studio; sie zuerst aufnehmen, mit „pconv models import“</translation>
    </message>
    <message>
        <source>these weights were not made by PConv Studio; train or import a model first</source>
        <translation>diese Gewichte stammen nicht von PConv Studio; zuerst ein Modell trainieren oder importieren</translation>
    </message>
    <message>
        <source>this file holds something else; choose another name for the answers</source>
        <translation>in dieser Datei steht etwas anderes; einen anderen Namen für die Antworten wählen</translation>
    </message>
    <message>
        <source>this is a folder; choose a photo in it</source>
        <translation>das ist ein Ordner; ein Foto darin wählen</translation>
    </message>
    <message>
        <source>this is a folder; choose a project in it</source>
        <translation>das ist ein Ordner; ein Projekt darin wählen</translation>
    </message>
    <message>
        <source>this is a video or another kind of file; choose a photo</source>
        <translation>das ist ein Video oder etwas anderes; ein Foto wählen</translation>
    </message>
    <message>
        <source>this is an archive without weights; unpack it and import what lies inside</source>
        <translation>das ist ein Archiv ohne Gewichte; es entpacken und importieren, was darin liegt</translation>
    </message>
    <message>
        <source>this is an archive, or a file of a torch older than 0.1.10; unpack it and import what lies inside</source>
        <translation>das ist ein Archiv oder eine Datei von einem torch vor 0.1.10; es entpacken und importieren, was darin liegt</translation>
    </message>
    <message>
        <source>this is no file of weights, or it is damaged</source>
        <translation>das ist keine Datei mit Gewichten, oder sie ist beschädigt</translation>
    </message>
    <message>
        <source>this is no ordinary file; choose a photo</source>
        <translation>das ist keine gewöhnliche Datei; ein Foto wählen</translation>
    </message>
    <message>
        <source>this is no photo of a kind that can be opened (JPEG, PNG, TIFF, WebP, BMP, GIF, HEIC, RAW)</source>
        <translation>das ist kein Foto einer Art, die geöffnet werden kann (JPEG, PNG, TIFF, WebP, BMP, GIF, HEIC, RAW)</translation>
    </message>
    <message>
        <source>this is no project of PConv Studio; choose another file</source>
        <translation>das ist kein Projekt von PConv Studio; eine andere Datei wählen</translation>
    </message>
    <message>
        <source>this is not a safetensors file, or it is damaged ({0}); get it again, or take in another program&apos;s weights with &apos;pconv models import&apos;</source>
        <translation>das ist keine safetensors-Datei, oder sie ist beschädigt ({0}); sie neu besorgen oder Gewichte eines anderen Programms mit „pconv models import“ aufnehmen</translation>
    </message>
    <message>
        <source>this is not a safetensors file, or it is damaged ({0}); get the file again</source>
        <translation>das ist keine safetensors-Datei, oder sie ist beschädigt ({0}); die Datei neu besorgen</translation>
    </message>
    <message>
        <source>this is not an RGB monitor profile; choose another one in the preferences</source>
        <translation>das ist kein Monitorprofil für RGB; in den Einstellungen ein anderes wählen</translation>
    </message>
    <message>
        <source>this is the original photo; choose another name or folder</source>
        <translation>das ist das Originalfoto; einen anderen Namen oder Ordner wählen</translation>
    </message>
    <message>
        <source>this model enlarges by {0}, not by {1}; choose its factor, or no model</source>
        <translation>dieses Modell vergrößert um {0}, nicht um {1}; seinen Faktor wählen oder kein Modell</translation>
    </message>
    <message>
        <source>this torch was built without CUDA</source>
        <translation>dieses torch ist ohne CUDA gebaut</translation>
    </message>
    <message>
        <source>tile {0} of {1}</source>
        <translation>Kachel {0} von {1}</translation>
    </message>
    <message>
        <source>unknown field {0} in the network&apos;s configuration</source>
        <translation>unbekanntes Feld {0} im Aufbau des Netzes</translation>
    </message>
    <message>
        <source>values in [-1, 1]</source>
        <translation>Werte in [-1, 1]</translation>
    </message>
    <message>
        <source>values in [0, 1] without normalisation</source>
        <translation>Werte in [0, 1] ohne Normierung</translation>
    </message>
    <message>
        <source>version {0}</source>
        <translation>Version {0}</translation>
    </message>
    <message>
        <source>width {0} and depth {1}: width &gt;= 1, depth 1 to 12 are possible</source>
        <translation>width {0} und depth {1}: width &gt;= 1, depth 1 bis 12 sind möglich</translation>
    </message>
    <message>
        <source>width {0}: the channels of the first stage are it</source>
        <translation>Breite {0}: sie ist gleich den Kanälen der ersten Stufe</translation>
    </message>
    <message>
        <source>work cannot be backed up there ({0}); make room or change its permissions</source>
        <translation>dort kann keine Arbeit gesichert werden ({0}); Platz schaffen oder die Rechte ändern</translation>
    </message>
    <message>
        <source>written by a newer version of PConv Studio; update the program</source>
        <translation>von einer neueren Version von PConv Studio geschrieben; das Programm aktualisieren</translation>
    </message>
    <message>
        <source>{0!s} cannot be a model&apos;s name: up to 64 letters of English, digits, &apos;-&apos;, &apos;_&apos; and &apos;.&apos; can, a letter or digit first</source>
        <translation>{0!s} kann nicht der Name eines Modells sein, nur bis zu 64 englische Buchstaben, Ziffern, „-“, „_“ und „.“ mit einem Buchstaben oder einer Ziffer am Anfang</translation>
    </message>
    <message>
        <source>{0!s} cannot be a model&apos;s name; choose another</source>
        <translation>{0!s} kann nicht der Name eines Modells sein; einen anderen wählen</translation>
    </message>
    <message>
        <source>{0!s} is no model of your own; {1}</source>
        <translation>{0!s} ist kein eigenes Modell; {1}</translation>
    </message>
    <message>
        <source>{0!s} may not be written to; change its permissions</source>
        <translation>in {0!s} darf nicht geschrieben werden; die Rechte ändern</translation>
    </message>
    <message>
        <source>{0} and {1} more is not known here</source>
        <translation>{0} und {1} weitere sind hier nicht bekannt</translation>
    </message>
    <message>
        <source>{0} bits a channel cannot be read; save it with 8 or 16 bits</source>
        <translation>{0} Bit je Kanal können nicht gelesen werden; mit 8 oder 16 Bit speichern</translation>
    </message>
    <message>
        <source>{0} called {1!s}.* in {2!s}; name exactly one like the photo</source>
        <translation>{0} namens {1!s}.* in {2!s}; genau eine wie das Foto benennen</translation>
    </message>
    <message>
        <source>{0} came with the program; only models of your own can be changed</source>
        <translation>{0} ist mitgeliefert; nur eigene Modelle können geändert werden</translation>
    </message>
    <message>
        <source>{0} cannot be encoded as PNG</source>
        <translation>{0} kann nicht als PNG geschrieben werden</translation>
    </message>
    <message>
        <source>{0} cannot be opened; convert it to PNG or TIFF</source>
        <translation>{0} kann nicht geöffnet werden; in PNG oder TIFF umwandeln</translation>
    </message>
    <message>
        <source>{0} cannot be {1!s}</source>
        <translation>{0} kann nicht {1!s} sein</translation>
    </message>
    <message>
        <source>{0} comparisons were asked for and {1} are possible with these pictures; ask for fewer, or make more pictures</source>
        <translation>{0} Vergleiche sind verlangt und {1} mit diesen Bildern möglich; weniger verlangen oder mehr Bilder herstellen</translation>
    </message>
    <message>
        <source>{0} ends at {1} pixels a side; save as PNG or TIFF instead</source>
        <translation>{0} endet bei {1} Pixeln je Seite; stattdessen als PNG oder TIFF speichern</translation>
    </message>
    <message>
        <source>{0} epochs</source>
        <translation>{0} Epochen</translation>
    </message>
    <message>
        <source>{0} files can carry code and are not opened; a model here is a .safetensors file</source>
        <translation>Dateien der Art {0} können Code enthalten und werden nicht geöffnet; ein Modell ist hier eine .safetensors-Datei</translation>
    </message>
    <message>
        <source>{0} has no transparency: laid over white</source>
        <translation>{0} hat keine Transparenz: auf Weiß gelegt</translation>
    </message>
    <message>
        <source>{0} has the shape {1}, and {2} belongs there</source>
        <translation>{0} hat die Form {1}, und {2} gehört dorthin</translation>
    </message>
    <message>
        <source>{0} has the shape {1}, which no first convolution has</source>
        <translation>{0} hat die Form {1}, die keine erste Faltung hat</translation>
    </message>
    <message>
        <source>{0} holds NaN or Inf</source>
        <translation>{0} enthält NaN oder Inf</translation>
    </message>
    <message>
        <source>{0} holds something else than text</source>
        <translation>{0} enthält etwas anderes als Text</translation>
    </message>
    <message>
        <source>{0} holds {1}, and floating numbers belong there</source>
        <translation>{0} enthält {1}, und Gleitkommazahlen gehören dorthin</translation>
    </message>
    <message>
        <source>{0} in it is damaged; use another copy</source>
        <translation>{0} darin ist beschädigt; eine andere Kopie nehmen</translation>
    </message>
    <message>
        <source>{0} in it is larger than it can be; use another copy</source>
        <translation>{0} darin ist größer, als es sein kann; eine andere Kopie nehmen</translation>
    </message>
    <message>
        <source>{0} is damaged</source>
        <translation>{0} ist beschädigt</translation>
    </message>
    <message>
        <source>{0} is missing</source>
        <translation>{0} fehlt</translation>
    </message>
    <message>
        <source>{0} is missing in it; use another copy</source>
        <translation>{0} fehlt darin; eine andere Kopie nehmen</translation>
    </message>
    <message>
        <source>{0} is no name of a file</source>
        <translation>{0} ist kein Name einer Datei</translation>
    </message>
    <message>
        <source>{0} is not a number</source>
        <translation>{0} ist keine Zahl</translation>
    </message>
    <message>
        <source>{0} is not a whole number</source>
        <translation>{0} ist keine ganze Zahl</translation>
    </message>
    <message>
        <source>{0} is not a {1}</source>
        <translation>{0} ist nicht von der Art {1}</translation>
    </message>
    <message>
        <source>{0} is not all ones, as the kernel of a mask must be</source>
        <translation>{0} besteht nicht nur aus Einsen, wie es der Kern einer Maske muss</translation>
    </message>
    <message>
        <source>{0} is not known here</source>
        <translation>{0} ist hier nicht bekannt</translation>
    </message>
    <message>
        <source>{0} is saved with 8 bits a channel: reduced from {1}</source>
        <translation>{0} wird mit 8 Bit je Kanal gespeichert: von {1} verringert</translation>
    </message>
    <message>
        <source>{0} masks</source>
        <translation>{0} Masken</translation>
    </message>
    <message>
        <source>{0} only resizes and takes no model; leave the model out</source>
        <translation>{0} ändert nur die Größe und braucht kein Modell; das Modell weglassen</translation>
    </message>
    <message>
        <source>{0} photos</source>
        <translation>{0} Fotos</translation>
    </message>
    <message>
        <source>{0} steps</source>
        <translation>{0} Schritte</translation>
    </message>
    <message>
        <source>{0} threads, {1}</source>
        <translation>{0} Threads, {1}</translation>
    </message>
    <message>
        <source>{0} tiles are not what an array of {1} is packed in</source>
        <translation>{0} Kacheln sind nicht, worin ein Feld von {1} gepackt ist</translation>
    </message>
    <message>
        <source>{0} x {1} pixels are more than the {2} megapixels that can be opened; make it smaller first</source>
        <translation>{0} × {1} Pixel sind mehr als die {2} Megapixel, die geöffnet werden können; zuerst verkleinern</translation>
    </message>
    <message>
        <source>{0} x {1} pixels cannot be exported; choose 1 to {2} megapixels</source>
        <translation>{0} × {1} Pixel können nicht exportiert werden; 1 Pixel bis {2} Megapixel wählen</translation>
    </message>
    <message>
        <source>{0} {1!s} in the network&apos;s configuration</source>
        <translation>{0} {1!s} im Aufbau des Netzes</translation>
    </message>
    <message>
        <source>{0}.{1} holds negative variances</source>
        <translation>{0}.{1} enthält negative Varianzen</translation>
    </message>
    <message>
        <source>{0}; choose another file</source>
        <translation>{0}; eine andere Datei wählen</translation>
    </message>
    <message>
        <source>{0}; choose another folder</source>
        <translation>{0}; einen anderen Ordner wählen</translation>
    </message>
    <message>
        <source>{{{0}:{1}}} is no way to write it; use {{n:03}} for digits and {{date:%Y%m%d}} for another order</source>
        <translation>{{{0}:{1}}} ist keine Schreibweise; für Ziffern {{n:03}} und für eine andere Reihenfolge {{date:%Y%m%d}} nehmen</translation>
    </message>
    <message>
        <source>{{{0}}} is not known in the name of a file; use {1}</source>
        <translation>{{{0}}} ist im Namen einer Datei nicht bekannt; zu nehmen sind {1}</translation>
    </message>
</context>
<context>
    <name>MethodCombo</name>
    <message>
        <source>Fill method</source>
        <translation>Füllmethode</translation>
    </message>
</context>
<context>
    <name>Methods</name>
    <message>
        <source>Partial convolutions + detail</source>
        <translation>Partielle Faltung + Detail</translation>
    </message>
    <message>
        <source>Partial convolutions</source>
        <translation>Partielle Faltung</translation>
    </message>
    <message>
        <source>PatchMatch</source>
        <translation>PatchMatch</translation>
    </message>
    <message>
        <source>Telea (fast marching)</source>
        <translation>Telea (Fast Marching)</translation>
    </message>
    <message>
        <source>Navier-Stokes</source>
        <translation>Navier-Stokes</translation>
    </message>
    <message>
        <source>The network says what goes where, the photo&apos;s own texture how it looks. Best for most things.</source>
        <translation>Das Netz sagt, was wohin gehört, die Textur des Fotos, wie es aussieht. Für das meiste am besten.</translation>
    </message>
    <message>
        <source>The network alone. Smooth and quick: skies, skin, out-of-focus parts.</source>
        <translation>Das Netz allein. Glatt und schnell: Himmel, Haut, unscharfe Bereiche.</translation>
    </message>
    <message>
        <source>Copies texture from around the hole. Crisp in grass, sand, walls, leaves.</source>
        <translation>Kopiert Textur aus der Umgebung. Scharf in Gras, Sand, Mauern, Laub.</translation>
    </message>
    <message>
        <source>At once, without a network. Scratches, dust and thin lines.</source>
        <translation>Sofort, ohne Netz. Kratzer, Staub und dünne Linien.</translation>
    </message>
    <message>
        <source>At once, without a network. Continues edges across thin lines.</source>
        <translation>Sofort, ohne Netz. Setzt Kanten über dünne Linien fort.</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <source>Model card: {name}</source>
        <translation>Modellkarte: {name}</translation>
    </message>
</context>
<context>
    <name>ModelCombo</name>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>{name} (own)</source>
        <translation>{name} (eigenes)</translation>
    </message>
    <message>
        <source>Choose file...</source>
        <translation>Datei wählen...</translation>
    </message>
    <message>
        <source>Choose a file of weights</source>
        <translation>Datei mit Gewichten wählen</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Weights ({endings})</source>
        <translation>Gewichte ({endings})</translation>
    </message>
    <message>
        <source>{file}: these weights enlarge pictures; choose a model that fills holes</source>
        <translation>{file}: diese Gewichte vergrößern Bilder; ein Modell wählen, das Löcher füllt</translation>
    </message>
    <message>
        <source>This file cannot be used</source>
        <translation>Diese Datei ist nicht brauchbar</translation>
    </message>
</context>
<context>
    <name>ModelDock</name>
    <message>
        <source>Fill after each stroke</source>
        <translation>Nach jedem Strich füllen</translation>
    </message>
    <message>
        <source>Grow the mask before filling</source>
        <translation>Maske vor dem Füllen erweitern</translation>
    </message>
    <message>
        <source>Takes the fringe along the edge of what is removed with it</source>
        <translation>Nimmt den Saum am Rand des Entfernten mit weg</translation>
    </message>
    <message>
        <source>Soften the edge of the mask before filling</source>
        <translation>Kante der Maske vor dem Füllen weicher machen</translation>
    </message>
    <message>
        <source>Blends the fill with the photo along the mask&apos;s edge</source>
        <translation>Blendet die Füllung um den Rand der Maske herum in das Foto über.</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Füllen</translation>
    </message>
    <message>
        <source>Compare...</source>
        <translation>Vergleichen...</translation>
    </message>
    <message>
        <source>Hole depth</source>
        <translation>Lochtiefe</translation>
    </message>
    <message>
        <source>The model is not loaded yet</source>
        <translation>Das Modell ist noch nicht geladen</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Grow mask by</source>
        <translation>Erweitern um</translation>
    </message>
    <message>
        <source>Soften edge</source>
        <translation>Kante weich</translation>
    </message>
    <message>
        <source>Fill the mask</source>
        <translation>Die Maske füllen</translation>
    </message>
    <message>
        <source>Fill with several methods and take the best</source>
        <translation>Mit mehreren Methoden füllen und die beste nehmen</translation>
    </message>
    <message>
        <source>Show at which layer of the network each pixel of the hole becomes known</source>
        <translation>Zeigen, in welcher Schicht des Netzes jedes Pixel des Lochs bekannt wird</translation>
    </message>
    <message>
        <source>Manage models</source>
        <translation>Modelle verwalten</translation>
    </message>
    <message>
        <source>All models: import, rename, delete</source>
        <translation>Alle Modelle: importieren, umbenennen, löschen</translation>
    </message>
    <message>
        <source>This method does not use a network</source>
        <translation>Diese Methode braucht kein Netz</translation>
    </message>
</context>
<context>
    <name>ModelList</name>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>With the program</source>
        <translation>Mitgeliefert</translation>
    </message>
    <message>
        <source>Your own</source>
        <translation>Eigene</translation>
    </message>
    <message>
        <source>None yet: import weights, or train a model</source>
        <translation>Noch keine: Gewichte importieren oder trainieren</translation>
    </message>
</context>
<context>
    <name>ModelManager</name>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>&amp;Import...</source>
        <translation>&amp;Importieren...</translation>
    </message>
    <message>
        <source>Take in weights of this program, or of seven public repositories</source>
        <translation>Gewichte dieses Programms oder von sieben öffentlichen Projekten aufnehmen</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>&amp;Umbenennen</translation>
    </message>
    <message>
        <source>&amp;Delete...</source>
        <translation>&amp;Löschen...</translation>
    </message>
    <message>
        <source>&amp;Fill with this model</source>
        <translation>Mit diesem Modell &amp;füllen</translation>
    </message>
    <message>
        <source>Chosen for filling</source>
        <translation>Zum Füllen gewählt</translation>
    </message>
    <message>
        <source>This model cannot be renamed</source>
        <translation>Das Modell kann nicht umbenannt werden</translation>
    </message>
    <message>
        <source>Delete a model</source>
        <translation>Modell löschen</translation>
    </message>
    <message>
        <source>Delete the model {name} for good? What it has filled stays, but cannot be filled with it again.</source>
        <translation>Das Modell {name} endgültig löschen? Was es gefüllt hat, bleibt, kann aber nicht wieder damit gefüllt werden.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>This model cannot be deleted</source>
        <translation>Das Modell kann nicht gelöscht werden</translation>
    </message>
</context>
<context>
    <name>ModelSummary</name>
    <message>
        <source>About the model</source>
        <translation>Über das Modell</translation>
    </message>
    <message>
        <source>Whether the file is whole</source>
        <translation>Ob die Datei unversehrt ist</translation>
    </message>
    <message>
        <source>{network}, {size}</source>
        <translation>{network}, {size}</translation>
    </message>
    <message>
        <source>Trained on {what}</source>
        <translation>Trainiert mit {what}</translation>
    </message>
    <message>
        <source>It does not say what it was trained on</source>
        <translation>Es sagt nicht, womit es trainiert wurde</translation>
    </message>
    <message>
        <source>Tested: {figures}</source>
        <translation>Test: {figures}</translation>
    </message>
    <message>
        <source>From {origin}</source>
        <translation>Von {origin}</translation>
    </message>
    <message>
        <source>Licence: {licence}</source>
        <translation>Lizenz: {licence}</translation>
    </message>
    <message>
        <source>{file}
Tested on its own validation photos</source>
        <translation>{file}
Getestet mit seinen eigenen Validierungsfotos</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Fills holes</source>
        <translation>Füllt Löcher</translation>
    </message>
    <message>
        <source>Enlarges by {factor}</source>
        <translation>Vergrößert um {factor}</translation>
    </message>
    <message>
        <source>custom</source>
        <translation>eigene Form</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>importiert</translation>
    </message>
    <message>
        <source>super-resolution</source>
        <translation>Superauflösung</translation>
    </message>
    <message>
        <source>{count} weights</source>
        <translation>{count} Gewichte</translation>
    </message>
    <message>
        <source>{count} million weights</source>
        <translation>{count} Mio. Gewichte</translation>
    </message>
    <message>
        <source>{preset} with plain convolutions, {count}</source>
        <translation>{preset} mit gewöhnlichen Faltungen, {count}</translation>
    </message>
    <message>
        <source>{preset}, {count}</source>
        <translation>{preset}, {count}</translation>
    </message>
    <message>
        <source>{size} MB</source>
        <translation>{size} MB</translation>
    </message>
    <message>
        <source>{photos} photos, {steps} steps</source>
        <translation>{photos} Fotos, {steps} Schritte</translation>
    </message>
    <message>
        <source>PSNR {figure} dB</source>
        <translation>PSNR {figure} dB</translation>
    </message>
    <message>
        <source>SSIM {figure}</source>
        <translation>SSIM {figure}</translation>
    </message>
    <message>
        <source>l1 {figure} %</source>
        <translation>l1 {figure} %</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>nicht angegeben</translation>
    </message>
</context>
<context>
    <name>Navigator</name>
    <message>
        <source>Navigator</source>
        <translation>Navigator</translation>
    </message>
    <message>
        <source>Click or drag to move the view, turn the wheel to zoom</source>
        <translation>Klicken oder ziehen verschiebt die Ansicht, das Mausrad zoomt</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Close this notice</source>
        <translation>Diesen Hinweis schließen</translation>
    </message>
</context>
<context>
    <name>OptionsBar</name>
    <message>
        <source>Paint over what must go. Alt takes away, Shift draws straight.</source>
        <translation>Übermalen, was weg soll. Alt nimmt weg, Umschalt zeichnet gerade.</translation>
    </message>
    <message>
        <source>Take parts of the mask away. Shift draws straight.</source>
        <translation>Teile der Maske wegnehmen. Umschalt zeichnet gerade.</translation>
    </message>
    <message>
        <source>Drag a rectangle, with Ctrl a square. Alt takes away.</source>
        <translation>Ein Rechteck aufziehen, mit Strg ein Quadrat. Alt nimmt weg.</translation>
    </message>
    <message>
        <source>Draw around what must go. Alt takes away.</source>
        <translation>Umfahren, was weg soll. Alt nimmt weg.</translation>
    </message>
    <message>
        <source>Click the corners; Enter or a double click closes, Backspace takes one back.</source>
        <translation>Die Ecken anklicken; Eingabe oder Doppelklick schließt, die Rücktaste nimmt eine zurück.</translation>
    </message>
    <message>
        <source>Click a colour to select it. Alt takes away.</source>
        <translation>Eine Farbe anklicken, um sie auszuwählen. Alt nimmt weg.</translation>
    </message>
    <message>
        <source>Paint roughly over a thing; its outline is found. Alt takes away.</source>
        <translation>Etwas grob übermalen; sein Umriss wird gefunden. Alt nimmt weg.</translation>
    </message>
    <message>
        <source>Tool options</source>
        <translation>Werkzeugoptionen</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>Pinselgröße</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Diameter of the brush in pixels of the photo</source>
        <translation>Durchmesser des Pinsels in Pixeln des Fotos</translation>
    </message>
    <message>
        <source>At 100 % the mask has sharp edges, below it fades out</source>
        <translation>Bei 100 % hat die Maske scharfe Kanten, darunter läuft sie aus</translation>
    </message>
    <message>
        <source>Brush hardness</source>
        <translation>Pinselhärte</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>Toleranz</translation>
    </message>
    <message>
        <source>Greatest difference from the clicked colour, of 255 levels</source>
        <translation>Größter Abstand zur angeklickten Farbe, von 255 Stufen</translation>
    </message>
    <message>
        <source>Pen pressure</source>
        <translation>Stiftdruck</translation>
    </message>
    <message>
        <source>The harder the pen presses, the larger the brush</source>
        <translation>Je stärker der Stift drückt, desto größer der Pinsel</translation>
    </message>
    <message>
        <source>Connected only</source>
        <translation>Zusammenhängend</translation>
    </message>
    <message>
        <source>Select only what is joined to the clicked pixel, not the colour everywhere</source>
        <translation>Nur auswählen, was mit dem angeklickten Pixel zusammenhängt, nicht die Farbe überall</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation>Härte</translation>
    </message>
</context>
<context>
    <name>Overview</name>
    <message>
        <source>Part that is previewed</source>
        <translation>Ausschnitt der Vorschau</translation>
    </message>
    <message>
        <source>Click, drag or press the arrow keys to preview another part</source>
        <translation>Klicken, ziehen oder Pfeiltasten drücken, um einen anderen Ausschnitt zu sehen</translation>
    </message>
</context>
<context>
    <name>PairDelegate</name>
    <message>
        <source>no preview</source>
        <translation>keine Vorschau</translation>
    </message>
</context>
<context>
    <name>PaneWidget</name>
    <message>
        <source>Known after</source>
        <translation>Bekannt nach</translation>
    </message>
    <message>
        <source>never: coarse to fine</source>
        <translation>nie: grob nach fein</translation>
    </message>
    <message>
        <source>layer {number}</source>
        <translation>Schicht {number}</translation>
    </message>
</context>
<context>
    <name>PanelParts</name>
    <message>
        <source>Preview, bicubic left and the result right</source>
        <translation>Vorschau, links bikubisch und rechts das Ergebnis</translation>
    </message>
    <message>
        <source>Drag the handle, or move it with Left and Right</source>
        <translation>Den Griff ziehen oder mit den Pfeiltasten links und rechts bewegen</translation>
    </message>
    <message>
        <source>Zoom of the preview</source>
        <translation>Zoom der Vorschau</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>What the format changes</source>
        <translation>Was das Format ändert</translation>
    </message>
    <message>
        <source>Progress of the enlargement</source>
        <translation>Fortschritt der Vergrößerung</translation>
    </message>
    <message>
        <source>State of the enlargement</source>
        <translation>Stand der Vergrößerung</translation>
    </message>
    <message>
        <source>Hold for bicubic</source>
        <translation>Halten für bikubisch</translation>
    </message>
    <message>
        <source>Shows bicubic alone while it is pressed (\)</source>
        <translation>Zeigt nur bikubisch, solange gedrückt ist (\)</translation>
    </message>
    <message>
        <source>Open the result</source>
        <translation>Ergebnis öffnen</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>&amp;Zoom</source>
        <translation>&amp;Zoom</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Upscale and save...</source>
        <translation>Vergrößern und speichern...</translation>
    </message>
    <message>
        <source>Waiting for other work to end ...</source>
        <translation>Wartet, bis andere Arbeit beendet ist ...</translation>
    </message>
    <message>
        <source>{percent}, {text}, about {time} left</source>
        <translation>{percent}, {text}, noch etwa {time}</translation>
    </message>
    <message>
        <source>{percent}, {text}</source>
        <translation>{percent}, {text}</translation>
    </message>
    <message>
        <source>Saving {name} ...</source>
        <translation>Speichert {name} ...</translation>
    </message>
    <message>
        <source>Saved {name}: {size}, {bytes}.</source>
        <translation>{name} gespeichert: {size}, {bytes}.</translation>
    </message>
</context>
<context>
    <name>PathEdit</name>
    <message>
        <source>Choose: {name}</source>
        <translation>Wählen: {name}</translation>
    </message>
    <message>
        <source>Choose ...</source>
        <translation>Wählen ...</translation>
    </message>
</context>
<context>
    <name>PolygonTool</name>
    <message>
        <source>A polygon needs at least three corners.</source>
        <translation>Ein Polygon braucht mindestens drei Ecken.</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>Polygon</translation>
    </message>
    <message>
        <source>Subtract polygon</source>
        <translation>Polygon abziehen</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search the preferences</source>
        <translation>Einstellungen durchsuchen</translation>
    </message>
    <message>
        <source>There is no setting with these words.</source>
        <translation>Keine Einstellung enthält diese Wörter.</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>Gruppen von Einstellungen</translation>
    </message>
    <message>
        <source>Reset page</source>
        <translation>Seite zurücksetzen</translation>
    </message>
    <message>
        <source>Back to the defaults of all settings that are shown</source>
        <translation>Alle gezeigten Einstellungen auf den Standard zurücksetzen</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>Enlarging this part ...</source>
        <translation>Dieser Ausschnitt wird vergrößert ...</translation>
    </message>
    <message>
        <source>Waiting for other work to end ...</source>
        <translation>Wartet, bis andere Arbeit beendet ist ...</translation>
    </message>
</context>
<context>
    <name>Receipt</name>
    <message>
        <source>Changed outside the mask</source>
        <translation>Außerhalb der Maske geändert</translation>
    </message>
    <message>
        <source>Changed inside the mask</source>
        <translation>Innerhalb der Maske geändert</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>Kodierung</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Farbtiefe</translation>
    </message>
    <message>
        <source>Colour profile</source>
        <translation>Farbprofil</translation>
    </message>
    <message>
        <source>EXIF</source>
        <translation>EXIF</translation>
    </message>
    <message>
        <source>Transparency</source>
        <translation>Transparenz</translation>
    </message>
    <message>
        <source>{count} pixels</source>
        <translation>{count} Pixel</translation>
    </message>
    <message>
        <source>none: 0 pixels</source>
        <translation>nichts: 0 Pixel</translation>
    </message>
    <message>
        <source>lossless: the file holds exactly what was edited</source>
        <translation>verlustfrei: die Datei enthält genau das Bearbeitete</translation>
    </message>
    <message>
        <source>lossy: {count} pixels outside the mask differ after decoding, by {most} of {top} at most</source>
        <translation>verlustbehaftet: {count} Pixel außerhalb der Maske weichen nach dem Dekodieren ab, um höchstens {most} von {top}</translation>
    </message>
    <message>
        <source>no pixel outside the mask differs after decoding</source>
        <translation>kein Pixel außerhalb der Maske weicht nach dem Dekodieren ab</translation>
    </message>
    <message>
        <source>resized, so pixels cannot be compared</source>
        <translation>in der Größe geändert, Pixel sind nicht vergleichbar</translation>
    </message>
    <message>
        <source>{width} × {height} pixels, {kilobytes} KB</source>
        <translation>{width} × {height} Pixel, {kilobytes} KB</translation>
    </message>
    <message>
        <source>{width} × {height} pixels, {kilobytes} KB; the photo has {before}</source>
        <translation>{width} × {height} Pixel, {kilobytes} KB; das Foto hat {before}</translation>
    </message>
    <message>
        <source>{after}, as the photo</source>
        <translation>{after}, wie das Foto</translation>
    </message>
    <message>
        <source>{after}; the photo: {before}</source>
        <translation>{after}; das Foto: {before}</translation>
    </message>
    <message>
        <source>{bits} bits a channel, as the photo</source>
        <translation>{bits} Bit je Kanal, wie das Foto</translation>
    </message>
    <message>
        <source>{bits} bits a channel; the photo has {before}</source>
        <translation>{bits} Bit je Kanal; das Foto hat {before}</translation>
    </message>
    <message>
        <source>none, as the photo (sRGB)</source>
        <translation>keines, wie das Foto (sRGB)</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>{name}, identical</source>
        <translation>{name}, identisch</translation>
    </message>
    <message>
        <source>all {count} tags kept</source>
        <translation>alle {count} Angaben erhalten</translation>
    </message>
    <message>
        <source>{count} tags; the photo has {before}</source>
        <translation>{count} Angaben; das Foto hat {before}</translation>
    </message>
    <message>
        <source>none, as in the photo</source>
        <translation>keine, wie im Foto</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>erhalten</translation>
    </message>
    <message>
        <source>laid over white</source>
        <translation>auf Weiß gelegt</translation>
    </message>
</context>
<context>
    <name>ReceiptDialog</name>
    <message>
        <source>Fidelity receipt</source>
        <translation>Prüfbeleg</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>erhalten</translation>
    </message>
    <message>
        <source>look at this</source>
        <translation>genauer ansehen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>RecoveryDialog</name>
    <message>
        <source>Unsaved work was found</source>
        <translation>Nicht gespeicherte Arbeit gefunden</translation>
    </message>
    <message>
        <source>PConv Studio did not end in order last time. This work was kept: photo, mask and all fills.</source>
        <translation>PConv Studio wurde beim letzten Mal nicht ordentlich beendet. Diese Arbeit blieb erhalten: Foto, Maske und alle Füllungen.</translation>
    </message>
    <message>
        <source>Work that was kept</source>
        <translation>Erhaltene Arbeit</translation>
    </message>
    <message>
        <source>{title}, saved {when}</source>
        <translation>{title}, gesichert {when}</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
</context>
<context>
    <name>RectangleTool</name>
    <message>
        <source>Rectangle</source>
        <translation>Rechteck</translation>
    </message>
    <message>
        <source>Subtract rectangle</source>
        <translation>Rechteck abziehen</translation>
    </message>
</context>
<context>
    <name>ReviewGrid</name>
    <message>
        <source>Finished photos, before and after</source>
        <translation>Fertige Fotos, vorher und nachher</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Back to the default</source>
        <translation>Zurück zum Standard</translation>
    </message>
    <message>
        <source>Reset: {name}</source>
        <translation>Zurücksetzen: {name}</translation>
    </message>
    <message>
        <source>Takes effect when the program is started again.</source>
        <translation>Gilt ab dem nächsten Start des Programms.</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <source>Deutsch</source>
        <translation>Deutsch</translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation>Arbeitsfläche</translation>
    </message>
    <message>
        <source>Colour of the mask</source>
        <translation>Farbe der Maske</translation>
    </message>
    <message>
        <source>Opacity of the mask</source>
        <translation>Deckkraft der Maske</translation>
    </message>
    <message>
        <source>%</source>
        <translation>%</translation>
    </message>
    <message>
        <source>Pixel grid above 800 %</source>
        <translation>Pixelraster ab 800 %</translation>
    </message>
    <message>
        <source>Colours of the monitor</source>
        <translation>Farben des Monitors</translation>
    </message>
    <message>
        <source>For display only; files keep their own profile.</source>
        <translation>Nur für die Anzeige; Dateien behalten ihr eigenes Profil.</translation>
    </message>
    <message>
        <source>sRGB</source>
        <translation>sRGB</translation>
    </message>
    <message>
        <source>The system&apos;s profile</source>
        <translation>Das Profil des Systems</translation>
    </message>
    <message>
        <source>A profile file</source>
        <translation>Eine Profildatei</translation>
    </message>
    <message>
        <source>Profile file of the monitor</source>
        <translation>Profildatei des Monitors</translation>
    </message>
    <message>
        <source>An ICC profile, used where a profile file is chosen above.</source>
        <translation>Ein ICC-Profil; gilt, wenn oben eine Profildatei gewählt ist.</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>Pinselgröße</translation>
    </message>
    <message>
        <source>0 takes 3 % of the photo&apos;s shorter side.</source>
        <translation>0 nimmt 3 % der kürzeren Seite des Fotos.</translation>
    </message>
    <message>
        <source>px</source>
        <translation>px</translation>
    </message>
    <message>
        <source>Brush hardness</source>
        <translation>Pinselhärte</translation>
    </message>
    <message>
        <source>Pen pressure changes the size</source>
        <translation>Stiftdruck ändert die Größe</translation>
    </message>
    <message>
        <source>Tolerance of the colour wand</source>
        <translation>Toleranz des Zauberstabs</translation>
    </message>
    <message>
        <source>The wand selects connected pixels only</source>
        <translation>Der Zauberstab wählt nur zusammenhängende Pixel</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Füllen</translation>
    </message>
    <message>
        <source>Fill after each stroke</source>
        <translation>Nach jedem Strich füllen</translation>
    </message>
    <message>
        <source>Grow the mask before filling</source>
        <translation>Maske vor dem Füllen erweitern</translation>
    </message>
    <message>
        <source>Takes away coloured fringes that a tight mask leaves.</source>
        <translation>Beseitigt Farbsäume, die eine knappe Maske stehen lässt.</translation>
    </message>
    <message>
        <source>Soften the edge of the fill</source>
        <translation>Weiche Kante der Füllung</translation>
    </message>
    <message>
        <source>Blends the fill with the photo around the edge of the mask.</source>
        <translation>Blendet die Füllung um den Rand der Maske herum in das Foto über.</translation>
    </message>
    <message>
        <source>Say so when a hole is deeper than the network reaches</source>
        <translation>Melden, wenn ein Loch tiefer ist, als das Netz reicht</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Export format</source>
        <translation>Exportformat</translation>
    </message>
    <message>
        <source>Same as the original</source>
        <translation>Wie das Original</translation>
    </message>
    <message>
        <source>JPEG</source>
        <translation>JPEG</translation>
    </message>
    <message>
        <source>PNG</source>
        <translation>PNG</translation>
    </message>
    <message>
        <source>TIFF</source>
        <translation>TIFF</translation>
    </message>
    <message>
        <source>WebP</source>
        <translation>WebP</translation>
    </message>
    <message>
        <source>BMP</source>
        <translation>BMP</translation>
    </message>
    <message>
        <source>HEIF</source>
        <translation>HEIF</translation>
    </message>
    <message>
        <source>Export quality</source>
        <translation>Exportqualität</translation>
    </message>
    <message>
        <source>For JPEG, WebP and HEIF.</source>
        <translation>Für JPEG, WebP und HEIF.</translation>
    </message>
    <message>
        <source>Export a JPEG at its own quality</source>
        <translation>Ein JPEG in seiner eigenen Qualität exportieren</translation>
    </message>
    <message>
        <source>Where the format is the same as the original&apos;s.</source>
        <translation>Wenn das Format dasselbe ist wie beim Original.</translation>
    </message>
    <message>
        <source>Name of exported files</source>
        <translation>Name exportierter Dateien</translation>
    </message>
    <message>
        <source>{name}: name of the photo; {date}: today; {format}: format; {n}: number.</source>
        <translation>{name}: Name des Fotos; {date}: heute; {format}: Format; {n}: Nummer.</translation>
    </message>
    <message>
        <source>Export folder</source>
        <translation>Exportordner</translation>
    </message>
    <message>
        <source>Empty: beside the photo.</source>
        <translation>Leer: neben dem Foto.</translation>
    </message>
    <message>
        <source>Show the fidelity receipt after an export</source>
        <translation>Nach dem Export den Prüfbeleg zeigen</translation>
    </message>
    <message>
        <source>Photos in the list of recent ones</source>
        <translation>Fotos in der Liste der zuletzt geöffneten</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Memory for fills and undo</source>
        <translation>Speicher für Füllungen und Rückgängig</translation>
    </message>
    <message>
        <source>What is beyond goes to a temporary folder; no step is lost.</source>
        <translation>Was darüber hinausgeht, liegt in einem temporären Ordner; kein Schritt geht verloren.</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <source>Back up the work every</source>
        <translation>Arbeit sichern alle</translation>
    </message>
    <message>
        <source>And after each fill. What is backed up is offered after a crash.</source>
        <translation>Und nach jedem Füllen. Gesichertes wird nach einem Absturz angeboten.</translation>
    </message>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
</context>
<context>
    <name>SetupPage</name>
    <message>
        <source>Folder of pictures</source>
        <translation>Ordner mit Bildern</translation>
    </message>
    <message>
        <source>The folder “pictures” that pconv evaluate --save-pictures leaves</source>
        <translation>Der Ordner „pictures“, den pconv evaluate --save-pictures anlegt</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>Methoden</translation>
    </message>
    <message>
        <source>&amp;Unlimited time: two methods against each other</source>
        <translation>&amp;Unbegrenzte Zeit: zwei Methoden gegeneinander</translation>
    </message>
    <message>
        <source>&amp;Limited time: each method against the photo, {times} ms</source>
        <translation>Be&amp;grenzte Zeit: jede Methode gegen das Foto, {times} ms</translation>
    </message>
    <message>
        <source>A name that tells participants apart in the answers</source>
        <translation>Ein Name, der Teilnehmer in den Antworten unterscheidet</translation>
    </message>
    <message>
        <source>CSV file for the answers</source>
        <translation>CSV-Datei für die Antworten</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Starten</translation>
    </message>
    <message>
        <source>You see two pictures and say which one looks more real. Neither the hole nor the input is shown, and the sides are shuffled.</source>
        <translation>Zwei Bilder erscheinen; zu sagen ist, welches echter aussieht. Weder das Loch noch die Vorlage wird gezeigt, und die Seiten sind gemischt.</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>&amp;Durchsuchen…</translation>
    </message>
    <message>
        <source>Choose the folder of pictures</source>
        <translation>Den Ordner mit Bildern wählen</translation>
    </message>
    <message>
        <source>&amp;Choose…</source>
        <translation>&amp;Wählen…</translation>
    </message>
    <message>
        <source>Choose the file for the answers</source>
        <translation>Die Datei für die Antworten wählen</translation>
    </message>
    <message>
        <source>&amp;Pictures:</source>
        <translation>&amp;Bilder:</translation>
    </message>
    <message>
        <source>&amp;Methods:</source>
        <translation>&amp;Methoden:</translation>
    </message>
    <message>
        <source>Setting:</source>
        <translation>Versuch:</translation>
    </message>
    <message>
        <source>C&amp;omparisons:</source>
        <translation>&amp;Vergleiche:</translation>
    </message>
    <message>
        <source>Pa&amp;rticipant:</source>
        <translation>&amp;Teilnehmer:</translation>
    </message>
    <message>
        <source>&amp;Answers:</source>
        <translation>&amp;Antworten:</translation>
    </message>
    <message>
        <source>File for the answers</source>
        <translation>Datei für die Antworten</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>CSV-Dateien (*.csv)</translation>
    </message>
    <message>
        <source>Pictures found: {count}</source>
        <translation>Gefundene Bilder: {count}</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Search by name or key</source>
        <translation>Nach Name oder Taste suchen</translation>
    </message>
    <message>
        <source>Search shortcuts</source>
        <translation>Tastenkürzel durchsuchen</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Taste</translation>
    </message>
    <message>
        <source>Second key</source>
        <translation>Zweite Taste</translation>
    </message>
    <message>
        <source>{name}: press the keys to use</source>
        <translation>{name}: die gewünschten Tasten drücken</translation>
    </message>
    <message>
        <source>Back to the default keys of this action</source>
        <translation>Zurück zu den Standardtasten dieses Befehls</translation>
    </message>
    <message>
        <source>Reset this shortcut</source>
        <translation>Dieses Tastenkürzel zurücksetzen</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Give the key to this action and take it from the other</source>
        <translation>Die Taste diesem Befehl geben und dem anderen nehmen</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Belassen</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>“{name}”</source>
        <translation>„{name}“</translation>
    </message>
    <message>
        <source>{key} belongs to {names} already.</source>
        <translation>{key} gehört schon zu {names}.</translation>
    </message>
</context>
<context>
    <name>ShortcutTree</name>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Maske</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Füllen</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Sonstiges</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>Befehle und ihre Tasten</translation>
    </message>
    <message>
        <source>Mouse and pen</source>
        <translation>Maus und Stift</translation>
    </message>
</context>
<context>
    <name>SmartTool</name>
    <message>
        <source>Still looking for the last outline ...</source>
        <translation>Der letzte Umriss wird noch gesucht ...</translation>
    </message>
    <message>
        <source>Looking for the outline ...</source>
        <translation>Der Umriss wird gesucht ...</translation>
    </message>
    <message>
        <source>The outline could not be found; the stroke was dropped.</source>
        <translation>Der Umriss ließ sich nicht finden; der Strich wurde verworfen.</translation>
    </message>
    <message>
        <source>Smart subtract</source>
        <translation>Schnellauswahl abziehen</translation>
    </message>
    <message>
        <source>Smart select</source>
        <translation>Schnellauswahl</translation>
    </message>
    <message>
        <source>Pixels selected: {count}</source>
        <translation>Ausgewählte Pixel: {count}</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Drop a photo here</source>
        <translation>Ein Foto hierher ziehen</translation>
    </message>
    <message>
        <source>JPEG, PNG, TIFF, WebP, HEIC, BMP, camera RAW, or a project</source>
        <translation>JPEG, PNG, TIFF, WebP, HEIC, BMP, Kamera-RAW oder ein Projekt</translation>
    </message>
    <message>
        <source>Open...</source>
        <translation>Öffnen...</translation>
    </message>
    <message>
        <source>Sample photo</source>
        <translation>Beispielfoto</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation>{name} öffnen</translation>
    </message>
</context>
<context>
    <name>StateLine</name>
    <message>
        <source>State of the model</source>
        <translation>Stand des Modells</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Progress of the fill</source>
        <translation>Fortschritt des Füllens</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel the fill</source>
        <translation>Füllen abbrechen</translation>
    </message>
    <message>
        <source>Position of the pointer in pixels</source>
        <translation>Stelle des Mauszeigers in Pixeln</translation>
    </message>
    <message>
        <source>Size of the photo</source>
        <translation>Größe des Fotos</translation>
    </message>
    <message>
        <source>Colour depth</source>
        <translation>Farbtiefe</translation>
    </message>
    <message>
        <source>State of the model and its device</source>
        <translation>Stand des Modells und sein Gerät</translation>
    </message>
    <message>
        <source>Zoom; click for 100 %</source>
        <translation>Zoom; ein Klick stellt 100 % ein</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>Graustufen</translation>
    </message>
    <message>
        <source>{kind}, {bits} bit</source>
        <translation>{kind}, {bits} Bit</translation>
    </message>
</context>
<context>
    <name>Upscale</name>
    <message>
        <source>Save the enlarged picture</source>
        <translation>Das vergrößerte Bild speichern</translation>
    </message>
    <message>
        <source>Photos ({patterns})</source>
        <translation>Fotos ({patterns})</translation>
    </message>
    <message>
        <source>Cannot save there</source>
        <translation>Dort kann nicht gespeichert werden</translation>
    </message>
    <message>
        <source>{path}: this is the original photo. Choose another name or folder.</source>
        <translation>{path}: Das ist das Originalfoto. Einen anderen Namen oder Ordner wählen.</translation>
    </message>
    <message>
        <source>Partial convolutions</source>
        <translation>Partielle Faltungen</translation>
    </message>
    <message>
        <source>Lanczos</source>
        <translation>Lanczos</translation>
    </message>
    <message>
        <source>Bicubic</source>
        <translation>Bikubisch</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Only a resize: no detail is added.</source>
        <translation>Nur eine Größenänderung: Es kommen keine Einzelheiten dazu.</translation>
    </message>
    <message>
        <source>, then </source>
        <translation>, dann </translation>
    </message>
    <message>
        <source>No model is trained for {factor}: enlarged to {reached} in {count} trained passes, {steps}, then reduced.</source>
        <translation>Für {factor} ist kein Modell trainiert: auf {reached} vergrößert in {count} trainierten Durchgängen, {steps}, dann verkleinert.</translation>
    </message>
    <message>
        <source>No model is trained for {factor}: enlarged to {reached}, then reduced.</source>
        <translation>Für {factor} ist kein Modell trainiert: auf {reached} vergrößert, dann verkleinert.</translation>
    </message>
    <message>
        <source>No model is trained for {factor}: {count} trained passes, {steps}.</source>
        <translation>Für {factor} ist kein Modell trainiert: {count} trainierte Durchgänge, {steps}.</translation>
    </message>
    <message>
        <source>Trained for {factor}.</source>
        <translation>Für {factor} trainiert.</translation>
    </message>
    <message>
        <source>{width} × {height} pixels, {megapixels} MP</source>
        <translation>{width} × {height} Pixel, {megapixels} MP</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
</context>
<context>
    <name>UpscaleForm</name>
    <message>
        <source>Upscaling method</source>
        <translation>Methode der Vergrößerung</translation>
    </message>
    <message>
        <source>Upscaling model</source>
        <translation>Modell der Vergrößerung</translation>
    </message>
    <message>
        <source>&amp;Keep the photo&apos;s own pixels</source>
        <translation>Die &amp;Pixel des Fotos erhalten</translation>
    </message>
    <message>
        <source>Leaves the pixels of the small picture as they are between the new ones. Exact, but less smooth: each of them is an average of many.</source>
        <translation>Lässt die Pixel des kleinen Bilds zwischen den neuen, wie sie sind. Genau, aber weniger glatt: Jeder von ihnen ist ein Mittel aus vielen.</translation>
    </message>
    <message>
        <source>What is trained</source>
        <translation>Was trainiert ist</translation>
    </message>
    <message>
        <source>Size of the result</source>
        <translation>Größe des Ergebnisses</translation>
    </message>
    <message>
        <source>Memory it takes</source>
        <translation>Speicher, den es braucht</translation>
    </message>
    <message>
        <source>What is in the way</source>
        <translation>Was dem entgegensteht</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>Faktor</translation>
    </message>
    <message>
        <source>&amp;Method</source>
        <translation>&amp;Methode</translation>
    </message>
    <message>
        <source>M&amp;odel</source>
        <translation>M&amp;odell</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Those that fit the factor best</source>
        <translation>Was am besten zum Faktor passt</translation>
    </message>
    <message>
        <source>{name} (own)</source>
        <translation>{name} (eigenes)</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Automatic: {names}</source>
        <translation>Automatisch: {names}</translation>
    </message>
    <message>
        <source>{plain} uncompressed</source>
        <translation>{plain} unkomprimiert</translation>
    </message>
    <message>
        <source>{plain} uncompressed, about {memory} of memory while it runs</source>
        <translation>{plain} unkomprimiert, währenddessen etwa {memory} Speicher</translation>
    </message>
</context>
<context>
    <name>UpscalePanel</name>
    <message>
        <source>Upscale</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Saved {name}.</source>
        <translation>{name} gespeichert.</translation>
    </message>
    <message>
        <source>Cannot save</source>
        <translation>Speichern nicht möglich</translation>
    </message>
    <message>
        <source>Cannot enlarge</source>
        <translation>Vergrößern nicht möglich</translation>
    </message>
    <message>
        <source>Not saved. The enlarged picture is kept: choose another file.</source>
        <translation>Nicht gespeichert. Das vergrößerte Bild bleibt erhalten: eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>Cancelled; no file was written.</source>
        <translation>Abgebrochen; keine Datei wurde geschrieben.</translation>
    </message>
    <message>
        <source>No photo is open.</source>
        <translation>Kein Foto ist offen.</translation>
    </message>
</context>
<context>
    <name>Viewer</name>
    <message>
        <source>The preview comes when the whole is done.</source>
        <translation>Die Vorschau kommt, wenn das Ganze fertig ist.</translation>
    </message>
</context>
<context>
    <name>WandTool</name>
    <message>
        <source>Colour wand</source>
        <translation>Zauberstab</translation>
    </message>
    <message>
        <source>Subtract by colour</source>
        <translation>Nach Farbe abziehen</translation>
    </message>
    <message>
        <source>Pixels of that colour: {count}</source>
        <translation>Pixel dieser Farbe: {count}</translation>
    </message>
</context>
<context>
    <name>WindowActions</name>
    <message>
        <source>The result is on the clipboard.</source>
        <translation>Das Ergebnis ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>The log is in {folder}.</source>
        <translation>Das Protokoll liegt in {folder}.</translation>
    </message>
</context>
<context>
    <name>WindowLinks</name>
    <message>
        <source>&amp;Undo {step}</source>
        <translation>&amp;Rückgängig: {step}</translation>
    </message>
    <message>
        <source>&amp;Redo {step}</source>
        <translation>&amp;Wiederholen: {step}</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
    <message>
        <source>Filling ...</source>
        <translation>Wird gefüllt ...</translation>
    </message>
    <message>
        <source>Cannot fill</source>
        <translation>Füllen nicht möglich</translation>
    </message>
    <message>
        <source>Delete {name}</source>
        <translation>{name} löschen</translation>
    </message>
    <message>
        <source>Show {name}</source>
        <translation>{name} zeigen</translation>
    </message>
    <message>
        <source>Hide {name}</source>
        <translation>{name} verbergen</translation>
    </message>
    <message>
        <source>Rename to {name}</source>
        <translation>In {name} umbenennen</translation>
    </message>
    <message>
        <source>Colours of the monitor</source>
        <translation>Farben des Monitors</translation>
    </message>
</context>
</TS>
