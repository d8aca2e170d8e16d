"""Lines by which printed reports number their pages."""

from __future__ import annotations

PAGE_LINE = (
    r"(?i)^\W*(?:page|seite|blatt|pagina|página|pág|pag|side|sida|sivu|strona|str|strana|oldal|sayfa|"
    r"стр|страница|сторінка|лист|σελίδα|صفحة|страна|halaman|trang|หน้า|ページ|頁|页|第)\.?\s*(?:no\.?|nr\.?|n°|№)?\W*\d+"
    r"(?:\s*(?:of|von|de|di|van|av|af|z|ze|из|з|από|من|dari|/|的|中|頁|页|ページ)?\W*\d*\s*(?:頁|页|ページ)?)?\W*$"
)
"""A cell that counts pages (Page 2 of 3, Seite 2/3, Стр. 2 из 3) and says nothing else."""
