namespace KpiApi.Engine.Columns.Encodings;

/// <summary>
/// The writer's side of something that each code has, in pages that dictionaries share: a page is copied only when a code changes that one of them may look at. One
/// thread at a time.
/// </summary>
internal sealed class CodePages<T>
    where T : class
{
    public const int PageBits = 10;
    public const int PageSize = 1 << PageBits;

    /// <summary>Pages that no dictionary has seen as they are now.</summary>
    private readonly HashSet<int> _ownPages = [0];

    private T?[][] _pages = [new T?[PageSize]];
    private bool _ownsPageList = true;

    /// <summary>True when codes that a dictionary looks at have changed since the last.</summary>
    public bool HaveChanged => _ownPages.Count > 0;

    public T? this[int code] => _pages[code >> PageBits][code & (PageSize - 1)];

    /// <summary>Of the dictionary's side.</summary>
    public static T? Of(T?[][] pages, int code) => pages[code >> PageBits][code & (PageSize - 1)];

    /// <summary>For a dictionary, which looks at the codes that there are now.</summary>
    public T?[][] Share()
    {
        _ownPages.Clear();
        _ownsPageList = false;
        return _pages;
    }

    /// <summary>Makes room for a code that follows those there are.</summary>
    public void MakeRoom(int code)
    {
        var page = code >> PageBits;
        if (page == _pages.Length)
        {
            Array.Resize(ref _pages, 2 * page);
            _ownsPageList = true;
        }
        _pages[page] ??= new T?[PageSize];
    }

    /// <summary>Writes a code that no dictionary made so far looks at, so its page need not be copied.</summary>
    public void SetNew(int code, T? value) => _pages[code >> PageBits][code & (PageSize - 1)] = value;

    /// <summary>Writes a code that dictionaries made before may look at: to a copy of its page.</summary>
    public void Set(int code, T? value)
    {
        var page = code >> PageBits;
        if (!_ownsPageList)
        {
            _pages = [.. _pages];
            _ownsPageList = true;
        }
        if (_ownPages.Add(page))
            _pages[page] = [.. _pages[page]];
        _pages[page][code & (PageSize - 1)] = value;
    }
}
